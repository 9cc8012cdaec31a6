package io.asyncio4j.stress.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.TaskThread;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A portable task leaves its loop and comes back, and the loop resumes it as soon as it says that it is back. */
public final class BatonReturn {

    private BatonReturn() {}

    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the task went on when it was resumed, and not before")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Library {

        private int steps;
        private volatile boolean back;
        private final Stepping stepping = new Stepping(Backend.PORTABLE, this::body);

        private void body(TaskThread own) {
            own.leave();
            steps = 1;
            own.rejoin(() -> back = true);
            steps = 2;
        }

        @Actor
        public void loop(II_Result seen) {
            stepping.thread.resume();
            while (!back) {
                Thread.onSpinWait();
            }
            seen.r1 = steps;
            stepping.thread.resume();
            seen.r2 = steps;
        }

        @Actor
        public void stray() {
            for (int i = 0; i < 5; i++) {
                LockSupport.unpark(stepping.thread.thread());
            }
        }
    }

    /** Says that it does not have the loop when it has said that it is back. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the task went on when it was resumed, and not before")
    @Outcome(id = ".*", expect = ACCEPTABLE_INTERESTING,
            desc = "it was resumed before it could be, and that was lost")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Naive {

        private volatile int steps;
        private volatile boolean back;
        private final NaiveBaton baton = new NaiveBaton(this::body);

        private void body(NaiveBaton own) {
            own.leave();
            steps = 1;
            own.rejoin(() -> back = true);
            steps = own.isRunning() ? 2 : 3;
        }

        @Actor
        public void loop(II_Result seen) {
            baton.resume();
            while (!back) {
                Thread.onSpinWait();
            }
            seen.r1 = steps;
            baton.resume();
            seen.r2 = steps;
        }

        @Actor
        public void stray() {
            for (int i = 0; i < 5; i++) {
                LockSupport.unpark(baton.thread);
            }
        }
    }
}
