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

/** Two threads put something into an inbox at the same time: both come out. */
public final class InboxPut {

    private InboxPut() {}

    @JCStressTest
    @Outcome(id = {"\\[1, 2\\]", "\\[2, 1\\]"}, expect = ACCEPTABLE,
            desc = "both entries, in the order in which they came")
    @State
    public static class Library {

        private final Inbox inbox = new Inbox();

        @Actor
        public void one() {
            inbox.put(1);
        }

        @Actor
        public void another() {
            inbox.put(2);
        }

        @Arbiter
        public void loop(L_Result result) {
            List<Object> taken = new ArrayList<>();
            inbox.drainTo(taken::add);
            result.r1 = taken;
        }
    }

    /** Reads the top and writes it, in two steps. */
    @JCStressTest
    @Outcome(id = {"\\[1, 2\\]", "\\[2, 1\\]"}, expect = ACCEPTABLE,
            desc = "both entries, in the order in which they came")
    @Outcome(id = {"\\[1\\]", "\\[2\\]"}, expect = ACCEPTABLE_INTERESTING, desc = "one is lost")
    @State
    public static class Naive {

        private final NaiveInbox inbox = new NaiveInbox(Pause::aMoment);

        @Actor
        public void one() {
            inbox.put(1);
        }

        @Actor
        public void another() {
            inbox.put(2);
        }

        @Arbiter
        public void loop(L_Result result) {
            result.r1 = inbox.take();
        }
    }
}
