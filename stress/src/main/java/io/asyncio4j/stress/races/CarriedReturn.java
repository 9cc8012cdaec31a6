package io.asyncio4j.stress.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.TaskThread;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A carried task leaves its loop and comes back, and the loop resumes it as soon as it says that it is back; another
 * thread looks at its stack meanwhile, for which the JDK hands it over once more.
 */
public final class CarriedReturn {

    private CarriedReturn() {}

    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the task went on when it was resumed, and not before")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Library {

        private int steps;
        private volatile boolean back;
        private final Stepping stepping = new Stepping(Backend.CARRIED, this::body);

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
            stepping.end();
        }

        @Actor
        public void looker() {
            for (int i = 0; i < 3; i++) {
                var _ = stepping.thread.thread().getStackTrace(); // stops the thread for a moment
            }
        }
    }

    /** Says that it is back, and stops then. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the task went on when it was resumed, and not before")
    @Outcome(id = ".*", expect = ACCEPTABLE_INTERESTING,
            desc = "it was resumed while it still ran, and that was lost")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Naive {

        private volatile int steps;
        private volatile boolean back;
        private final NaiveCarried task = new NaiveCarried(this::body);

        private void body() {
            steps = 1;
            back = true;
            Thread.yield();
            steps = 2;
        }

        @Actor
        public void offTheLoop() {
            task.resume();
        }

        @Actor
        public void loop(II_Result seen) {
            while (!back) {
                Thread.onSpinWait();
            }
            seen.r1 = steps;
            task.resume();
            seen.r2 = steps;
        }
    }
}
