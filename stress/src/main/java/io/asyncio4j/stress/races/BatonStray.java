package io.asyncio4j.stress.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.TaskThread;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A loop and a portable task hand the loop to each other while another thread unparks both: each goes on only when it has
 * the loop, and sees what the other has written.
 */
public final class BatonStray {

    private BatonStray() {}

    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the task had each of its steps")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Library {

        // plain: the hand-over is the barrier
        private int steps;
        private volatile @Nullable Thread loop;
        private final Stepping stepping = new Stepping(Backend.PORTABLE, this::body);

        private void body(TaskThread own) {
            steps = 1;
            own.suspend();
            steps = 2;
        }

        @Actor
        public void loop(II_Result seen) {
            loop = Thread.currentThread();
            stepping.thread.resume();
            seen.r1 = steps;
            stepping.thread.resume();
            seen.r2 = steps;
        }

        @Actor
        public void stray() {
            for (int i = 0; i < 5; i++) {
                LockSupport.unpark(stepping.thread.thread());
                LockSupport.unpark(loop);
            }
        }
    }

    /** Takes being awake for having the loop. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the task had each of its steps")
    @Outcome(id = ".*", expect = ACCEPTABLE_INTERESTING, desc = "the loop went on while the task did")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Naive {

        private int steps;
        private volatile @Nullable Thread loop;
        private final NaiveBaton baton = new NaiveBaton(this::body);

        private void body(NaiveBaton own) {
            steps = 1;
            own.suspend();
            steps = 2;
        }

        @Actor
        public void loop(II_Result seen) {
            loop = Thread.currentThread();
            baton.resume();
            seen.r1 = steps;
            baton.resume();
            seen.r2 = steps;
        }

        @Actor
        public void stray() {
            for (int i = 0; i < 5; i++) {
                LockSupport.unpark(baton.thread);
                LockSupport.unpark(loop);
            }
        }
    }
}
