package io.asyncio4j.stress.races.loops;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.LoopThread;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A thread starts a loop thread, and another uses it at once and closes it: it runs when it is there, and is closed then. */
public final class LoopThreadStart {

    private LoopThreadStart() {}

    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "its loop ran, and is closed")
    @State
    public static class Library {

        private volatile @Nullable LoopThread thread;

        @Actor
        public void starter() {
            thread = LoopThread.startDaemon("starting");
        }

        @Actor
        public void other(ZZ_Result seen) {
            LoopThread started;
            while ((started = thread) == null) {
                Thread.onSpinWait();
            }
            seen.r1 = started.loop().isRunning();
            started.close();
        }

        @Arbiter
        public void inTheEnd(ZZ_Result seen) {
            seen.r2 = Objects.requireNonNull(thread).loop().isClosed();
        }
    }

    /** Is there before its thread has begun. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "its loop ran, and is closed")
    @Outcome(id = "false, true", expect = ACCEPTABLE_INTERESTING, desc = "it does not run yet")
    @State
    public static class Naive {

        private volatile @Nullable NaiveLoopThread thread;

        @Actor
        public void starter() {
            thread = NaiveLoopThread.start();
        }

        @Actor
        public void other(ZZ_Result seen) {
            NaiveLoopThread started;
            while ((started = thread) == null) {
                Thread.onSpinWait();
            }
            seen.r1 = started.isRunning();
            started.close();
            seen.r2 = true;
        }
    }
}
