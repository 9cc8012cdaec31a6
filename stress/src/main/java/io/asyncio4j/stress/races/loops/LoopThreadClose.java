package io.asyncio4j.stress.races.loops;

import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.asyncio4j.LoopThread;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A loop thread is closed while another thread gives it a coroutine: that is refused, run or cancelled, never forgotten. */
public final class LoopThreadClose {

    private LoopThreadClose() {}

    private static String endOf(@Nullable CompletableFuture<String> future) {
        return future == null ? "refused" : !future.isDone() ? "forgotten"
                : future.isCancelled() ? "cancelled" : future.join();
    }

    @JCStressTest
    @Outcome(id = {"refused", "run", "cancelled"}, expect = ACCEPTABLE, desc = "whoever gave it knows")
    @State
    public static class Library {

        private final LoopThread thread = LoopThread.startDaemon("closing");
        private @Nullable CompletableFuture<String> future;

        @Actor
        public void closer() {
            thread.close();
        }

        @Actor
        public void other() {
            try {
                future = runCoroutineThreadsafe(() -> "run", thread.loop());
            } catch (IllegalStateException e) {
                future = null; // it is closed
            }
        }

        @Arbiter
        public void inTheEnd(L_Result seen) {
            seen.r1 = endOf(future);
        }
    }

    /** Refuses when it is closed, and ends when it has done what there is. */
    @JCStressTest
    @Outcome(id = {"refused", "run", "cancelled"}, expect = ACCEPTABLE, desc = "whoever gave it knows")
    @Outcome(id = "forgotten", expect = ACCEPTABLE_INTERESTING, desc = "whoever gave it waits for ever")
    @State
    public static class Naive {

        private final NaiveLoopThread thread = NaiveLoopThread.start();
        private @Nullable CompletableFuture<String> future;

        @Actor
        public void closer() {
            thread.close();
        }

        @Actor
        public void other() {
            future = thread.submit(() -> "run");
        }

        @Arbiter
        public void inTheEnd(L_Result seen) {
            seen.r1 = endOf(future);
        }
    }
}
