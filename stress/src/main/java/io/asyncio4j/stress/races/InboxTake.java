package io.asyncio4j.stress.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.internal.queue.Inbox;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The loop empties its inbox while another thread puts something in: each entry comes out once, the older first. */
public final class InboxTake {

    private InboxTake() {}

    @JCStressTest
    @Outcome(id = "\\[1, 2\\]", expect = ACCEPTABLE, desc = "each once, in order")
    @State
    public static class Library {

        private final Inbox inbox = new Inbox();
        private final List<Object> taken = new ArrayList<>(2);

        @Actor
        public void other() {
            inbox.put(1);
            inbox.put(2);
        }

        @Actor
        public void loop() {
            inbox.drainTo(taken::add);
            inbox.drainTo(taken::add);
        }

        @Arbiter
        public void loopAgain(L_Result result) {
            inbox.drainTo(taken::add);
            result.r1 = taken;
        }
    }

    /** Reads all there is and then clears it, in two steps. */
    @JCStressTest
    @Outcome(id = "\\[1, 2\\]", expect = ACCEPTABLE, desc = "each once, in order")
    @Outcome(id = ".*", expect = ACCEPTABLE_INTERESTING, desc = "one is lost, or came twice")
    @State
    public static class Naive {

        private final NaiveInbox inbox = new NaiveInbox(Pause::aMoment);
        private final List<Object> taken = new ArrayList<>(2);

        @Actor
        public void other() {
            inbox.put(1);
            inbox.put(2);
        }

        @Actor
        public void loop() {
            taken.addAll(inbox.take());
            taken.addAll(inbox.take());
        }

        @Arbiter
        public void loopAgain(L_Result result) {
            taken.addAll(inbox.take());
            result.r1 = taken;
        }
    }
}
