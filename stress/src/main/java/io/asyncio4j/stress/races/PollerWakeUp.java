package io.asyncio4j.stress.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.spi.SystemPoller;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A loop goes to sleep while another thread wakes it: it wakes, or does not fall asleep. */
public final class PollerWakeUp {

    // by far longer than a thread waits for a processor
    private static final long ENDLESS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private PollerWakeUp() {}

    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "the loop is awake")
    @State
    public static class Library {

        private final SystemPoller poller = new SystemPoller();

        @Actor
        public void other() {
            poller.wakeup();
        }

        @Actor
        public void loop(Z_Result sleptThroughIt) {
            long begin = System.nanoTime();
            poller.poll(ENDLESS_NANOS, false);
            sleptThroughIt.r1 = System.nanoTime() - begin >= ENDLESS_NANOS;
        }
    }

    /** The same two notes that each side makes and looks for, without the barrier between making and looking. */
    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "the loop is awake")
    @Outcome(id = "true", expect = ACCEPTABLE_INTERESTING, desc = "the loop sleeps for ever")
    @State
    public static class Naive {

        private static final long LONG_ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

        private boolean woken;
        private @Nullable Thread sleeper;

        @Actor
        public void other() {
            woken = true;
            Thread seen = sleeper;
            if (seen != null) {
                LockSupport.unpark(seen);
            }
        }

        @Actor
        public void loop(Z_Result sleptThroughIt) {
            long begin = System.nanoTime();
            sleeper = Thread.currentThread();
            if (!woken) {
                LockSupport.parkNanos(this, LONG_ENOUGH_NANOS);
            }
            sleptThroughIt.r1 = System.nanoTime() - begin >= LONG_ENOUGH_NANOS;
        }
    }
}
