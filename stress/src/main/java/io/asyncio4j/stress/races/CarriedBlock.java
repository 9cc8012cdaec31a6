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

/**
 * A carried task blocks in some way that is not an await, and another thread ends that: the loop stays with the task until
 * it gives way.
 */
public final class CarriedBlock {

    private CarriedBlock() {}

    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the loop had the task go on until it gave way")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Library {

        private int steps;
        private volatile boolean go;
        private final Stepping stepping = new Stepping(Backend.CARRIED, this::body);

        private void body(TaskThread own) {
            while (!go) {
                LockSupport.park();
            }
            steps = 1;
            own.suspend();
            steps = 2;
        }

        @Actor
        public void loop(II_Result seen) {
            stepping.thread.resume();
            seen.r1 = steps;
            stepping.thread.resume();
            seen.r2 = steps;
            stepping.end();
        }

        @Actor
        public void other() {
            go = true;
            for (int i = 0; i < 3; i++) { // those that come later hit what follows
                LockSupport.unpark(stepping.thread.thread());
            }
        }
    }

    /** Takes a task that has stopped for one that has given way. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the loop had the task go on until it gave way")
    @Outcome(id = ".*", expect = ACCEPTABLE_INTERESTING, desc = "the loop went on while the task had it")
    @SuppressWarnings("this-escape") // states cannot be final
    @State
    public static class Naive {

        private volatile int steps;
        private volatile boolean go;
        private final NaiveCarried task = new NaiveCarried(this::body);

        private void body() {
            while (!go) {
                LockSupport.park();
            }
            steps = 1;
            Thread.yield();
            steps = 2;
        }

        @Actor
        public void loop(II_Result seen) {
            task.resume();
            seen.r1 = steps;
            task.resume();
            seen.r2 = steps;
        }

        @Actor
        public void other() {
            go = true;
            LockSupport.unpark(task.thread);
        }
    }
}
