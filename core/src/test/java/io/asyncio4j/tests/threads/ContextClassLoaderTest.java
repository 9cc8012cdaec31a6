package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.UnendingExecutor;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In a fat jar or a server only the application's class loader finds drivers and services: it goes wherever code goes. */
class ContextClassLoaderTest {

    private static @org.jspecify.annotations.Nullable ClassLoader current() {
        return Thread.currentThread().getContextClassLoader();
    }

    /** Runs {@code main} on a loop that is run with a class loader of an application. */
    private static void run(ClassLoader application, VoidCoroutine main) {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(application);
        try {
            Loops.run(main);
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    @Test
    void tasks_callbacks_generators_andCallsInOtherThreads_haveThatOfTheCallerOfRun() throws Exception {
        try (var application = new URLClassLoader(new URL[0])) {
            List<ClassLoader> seen = new ArrayList<>();
            run(application, () -> {
                EventLoop loop = EventLoop.running();
                seen.add(current());
                seen.add(createTask(() -> current()).await());
                seen.add(toThread(() -> current()));
                seen.add(blocking(() -> current()));
                seen.add(loop.runInExecutor(null, () -> current()).await());
                var called = new CompletableFuture<ClassLoader>();
                loop.callSoon(() -> called.complete(current()));
                seen.add(await(called));
                for (ClassLoader inGenerator : AsyncGenerator.<ClassLoader>of(out -> out.yield(current()))) {
                    seen.add(inGenerator);
                }
            });
            assertThat(seen).hasSize(7).containsOnly(application);
        }
    }

    @Test
    void toThread_hasThatOfItsCaller_forEachCall_onADefaultExecutorOfTheProgramsOwnToo() throws Exception {
        try (var first = new URLClassLoader(new URL[0]);
                var second = new URLClassLoader(new URL[0]);
                ExecutorService pool = Executors.newSingleThreadExecutor()) {
            ClassLoader ofThePool = pool.submit(() -> current()).get(30, TimeUnit.SECONDS);
            List<ClassLoader> seen = new ArrayList<>();
            Loops.run(() -> {
                EventLoop.running().setDefaultExecutor(pool);
                for (ClassLoader loader : List.of(first, second)) {
                    Thread.currentThread().setContextClassLoader(loader);
                    seen.add(toThread(() -> current()));
                }
                assertThat(pool.submit(() -> current()).get(30, TimeUnit.SECONDS)).isSameAs(ofThePool);
            });
            assertThat(seen).containsExactly(first, second);
        }
    }

    @Test
    void helperThreads_whichAskExecutorsOfOthers_haveThatOfTheirCaller() throws Exception {
        try (var application = new URLClassLoader(new URL[0])) {
            var cancelledWith = new CompletableFuture<ClassLoader>();
            run(application, () -> {
                EventLoop.running().runInExecutor(new Unending(cancelledWith), () -> 1).cancel();
                assertThat(await(cancelledWith)).isSameAs(application);
            });
        }
    }

    @Test
    void loopThread_hasThatOfWhoStartsIt() throws Exception {
        try (var application = new URLClassLoader(new URL[0])) {
            run(application, () -> {
                try (var other = LoopThread.start("other")) {
                    var task = io.asyncio4j.Asyncio.runCoroutineThreadsafe(
                            () -> toThread(() -> current()), other.loop());
                    assertThat(await(task)).isSameAs(application);
                }
            });
        }
    }

    /** Takes calls and never gets round to them. */
    private static final class Unending extends UnendingExecutor {

        private final CompletableFuture<ClassLoader> cancelledWith;

        Unending(CompletableFuture<ClassLoader> cancelledWith) {
            this.cancelledWith = cancelledWith;
        }

        @Override
        public <T> java.util.concurrent.Future<T> submit(Callable<T> callable) {
            return new FutureTask<>(callable) {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    cancelledWith.complete(current());
                    return super.cancel(mayInterruptIfRunning);
                }
            };
        }

        @Override
        public void execute(Runnable command) {}
    }
}
