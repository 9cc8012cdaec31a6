package io.asyncio4j.stress.races.loops;

import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;

/**
 * A thread gives a loop a coroutine, and another cancels what it has got for that at once: no task goes on of which nobody
 * wants the result.
 */
public final class OutsideCancel {

    private OutsideCancel() {}

    @JCStressTest
    @Outcome(id = "cancelled, false", expect = ACCEPTABLE, desc = "nothing goes on")
    @State
    public static class Library {

        private volatile @Nullable CompletableFuture<Integer> future;
        private volatile boolean runs;

        private Integer body() {
            runs = true;
            try {
                return Asyncio.sleep(Duration.ofHours(1), 1);
            } finally {
                runs = false;
            }
        }

        @Actor
        public void giver() {
            future = runCoroutineThreadsafe(this::body, SharedLoop.LOOP);
        }

        @Actor
        public void other() {
            CompletableFuture<Integer> given;
            while ((given = future) == null) {
                Thread.onSpinWait();
            }
            given.cancel(true);
        }

        @Arbiter
        public void inTheEnd(LZ_Result seen) {
            SharedLoop.settle();
            seen.r1 = Objects.requireNonNull(future).isCancelled() ? "cancelled" : "goes on";
            seen.r2 = runs;
        }
    }

    /** Cancels the task if it is there. */
    @JCStressTest
    @Outcome(id = "cancelled, false", expect = ACCEPTABLE, desc = "nothing goes on")
    @Outcome(id = "cancelled, true", expect = ACCEPTABLE_INTERESTING,
            desc = "a task goes on of which nobody wants the result")
    @State
    public static class Naive {

        private final CompletableFuture<Integer> future = new CompletableFuture<>();
        private volatile boolean given;
        private volatile @Nullable Task<Integer> task;
        private volatile boolean runs;

        private Integer body() {
            runs = true;
            try {
                return Asyncio.sleep(Duration.ofHours(1), 1);
            } finally {
                runs = false;
            }
        }

        @Actor
        public void giver() {
            SharedLoop.LOOP.callSoonThreadsafe(() -> task = SharedLoop.LOOP.createTask(this::body));
            given = true;
        }

        @Actor
        public void other() {
            while (!given) {
                Thread.onSpinWait();
            }
            future.cancel(true);
            Task<Integer> seen = task;
            if (seen != null) {
                SharedLoop.LOOP.callSoonThreadsafe(seen::cancel);
            }
        }

        @Arbiter
        public void inTheEnd(LZ_Result seen) {
            SharedLoop.settle();
            seen.r1 = future.isCancelled() ? "cancelled" : "goes on";
            seen.r2 = runs;
            SharedLoop.LOOP.callSoonThreadsafe(Objects.requireNonNull(task)::cancel);
        }
    }
}
