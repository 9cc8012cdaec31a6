package io.asyncio4j.stress.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.internal.queue.Inbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A loop empties its inbox and goes to sleep if that is empty still, while another thread puts something in and wakes the
 * loop if it was empty: the loop never sleeps with an entry in its inbox and no wake-up under way.
 */
public final class InboxWakeUp {

    private InboxWakeUp() {}

    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "the loop is awake, or will be woken")
    @State
    public static class Library {

        private final Inbox inbox = new Inbox();
        private volatile boolean woken;
        private boolean sleeps;

        public Library() {
            inbox.put(0);
        }

        @Actor
        public void other() {
            if (inbox.put(1)) {
                woken = true;
            }
        }

        @Actor
        public void loop() {
            inbox.drainTo(_ -> {});
            sleeps = inbox.isEmpty();
        }

        @Arbiter
        public void asleepForEver(Z_Result result) {
            result.r1 = sleeps && !woken && !inbox.isEmpty();
        }
    }

    /** Asks whether it is empty before it puts something in. */
    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "the loop is awake, or will be woken")
    @Outcome(id = "true", expect = ACCEPTABLE_INTERESTING, desc = "the loop sleeps for ever")
    @State
    public static class Naive {

        private final Inbox inbox = new Inbox();
        private volatile boolean woken;
        private boolean sleeps;

        public Naive() {
            inbox.put(0);
        }

        @Actor
        public void other() {
            boolean wasEmpty = inbox.isEmpty();
            Pause.aMoment();
            inbox.put(1);
            if (wasEmpty) {
                woken = true;
            }
        }

        @Actor
        public void loop() {
            inbox.drainTo(_ -> {});
            sleeps = inbox.isEmpty();
        }

        @Arbiter
        public void asleepForEver(Z_Result result) {
            result.r1 = sleeps && !woken && !inbox.isEmpty();
        }
    }
}
