package io.asyncio4j.stress.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.internal.handle.ThreadsafeHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * A thread cancels the handle of {@code callSoonThreadsafe} while the loop runs it: when {@code cancel} has returned, the
 * callback has run to its end, or never will.
 */
public final class HandleCancel {

    private HandleCancel() {}

    /** A callback that takes a moment. */
    private static class Callback implements Runnable {

        volatile int begun;
        volatile int ended;

        @Override
        public void run() {
            int before = begun;
            begun = before + 1;
            Pause.aMoment();
            ended = before + 1;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0, 0, 1", expect = ACCEPTABLE, desc = "cancelled before it could run")
    @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "it ran to its end first")
    @State
    public static class Library {

        private final Callback callback = new Callback();
        private final ThreadsafeHandle handle = Handles.threadsafe(callback);

        @Actor
        public void loop() {
            handle.call();
        }

        @Actor
        public void other(IIII_Result seen) {
            handle.cancel();
            seen.r1 = callback.begun;
            seen.r2 = callback.ended;
        }

        @Arbiter
        public void inTheEnd(IIII_Result seen) {
            seen.r3 = callback.begun;
            seen.r4 = handle.cancelled() ? 1 : 0;
        }
    }

    /** Looks whether it was cancelled, and then runs. */
    @JCStressTest
    @Outcome(id = "0, 0, 0, 1", expect = ACCEPTABLE, desc = "cancelled before it could run")
    @Outcome(id = "1, 1, 1, 1", expect = ACCEPTABLE, desc = "it ran to its end first")
    @Outcome(id = {"1, 0, 1, 1", "0, 0, 1, 1", "0, 1, 1, 1"}, expect = ACCEPTABLE_INTERESTING,
            desc = "it runs when the cancel has returned")
    @State
    public static class Naive {

        private final Callback callback = new Callback();
        private volatile boolean cancelled;

        @Actor
        public void loop() {
            if (!cancelled) {
                callback.run();
            }
        }

        @Actor
        public void other(IIII_Result seen) {
            cancelled = true;
            seen.r1 = callback.begun;
            seen.r2 = callback.ended;
        }

        @Arbiter
        public void inTheEnd(IIII_Result seen) {
            seen.r3 = callback.begun;
            seen.r4 = cancelled ? 1 : 0;
        }
    }
}
