package io.asyncio4j.testkit.tests.support;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/** Programs that tests simulate. */
public final class Programs {

    private Programs() {}

    /** Uses each kind of chance: threads, executors, blocking calls, stages, time limits, timers, random numbers. */
    public static void ofEachKind(TestLoop test) throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            var queue = new Queue<Integer>(2);
            var stage = new CompletableFuture<String>();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                tasks.add(test.loop().createTask(() -> {
                    Asyncio.toThread(() -> number * 2);
                    Asyncio.blocking(() -> number * 3);
                    queue.put(number);
                    sleep(Duration.ofMillis(test.random().nextInt(50)));
                }));
            }
            tasks.add(test.loop().createTask(() -> {
                test.loop().runInExecutor(pool, () -> stage.complete("done")).await();
            }));
            tasks.add(test.loop().createTask(() -> {
                Asyncio.await(stage);
                try {
                    Asyncio.waitFor(() -> stage.join().length(), Duration.ofMillis(10));
                    Asyncio.timeout(Duration.ofMillis(20), _ -> {
                        for (int i = 0; i < 3; i++) {
                            queue.get();
                            sleep(Duration.ofMillis(5));
                        }
                        return null;
                    });
                } catch (TimeoutException e) {
                    while (!queue.empty()) {
                        queue.get();
                    }
                }
            }));
            Task<?> drain = test.background("drain", () -> {
                while (true) {
                    queue.get();
                    sleep(Duration.ofSeconds(1));
                }
            });
            Asyncio.gather(tasks).await();
            test.loop().callLater(Duration.ofMillis(3), () -> {});
            sleep(Duration.ofMillis(5));
            drain.cancel();
        }
    }

    /** A counter that is read, then written after an await on another thread: updates get lost. */
    public static void checkThenAct(TestLoop test) {
        int[] count = {0};
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int delay = i * 10;
            tasks.add(EventLoop.running().createTask(() -> {
                sleep(Duration.ofMillis(delay));
                int seen = count[0];
                Asyncio.toThread(() -> "looked up");
                count[0] = seen + 1;
            }));
        }
        Asyncio.gather(tasks).await();
        if (count[0] != 2) {
            throw new AssertionError("an update is lost: " + count[0]);
        }
    }
}
