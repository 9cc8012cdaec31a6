package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Looks at a loop that runs at full speed, from threads that may not: they see something, and disturb nothing. */
class LoopInspectorTest {

    private static final int WORKERS = 20;
    private static final int ROUNDS = 200;

    private volatile boolean over;

    @Test
    void looksFromOutside_neitherFailNorHang_norDisturbTheProgram() {
        var looks = new AtomicInteger();
        var lookers = new ArrayList<CompletableFuture<Void>>();
        int sum = Asyncio.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setSlowCallbackDuration(null);
            for (int i = 0; i < 2; i++) {
                lookers.add(CompletableFuture.runAsync(() -> lookUntilOver(loop, looks)));
            }
            int result =
                    work(() -> looks.get() >= 50 || lookers.stream().anyMatch(CompletableFuture::isDone));
            over = true;
            return result;
        });
        lookers.forEach(looker -> looker.orTimeout(30, TimeUnit.SECONDS).join());
        assertThat(sum).isEqualTo(WORKERS * ROUNDS);
        assertThat(looks.get()).isGreaterThanOrEqualTo(50);
    }

    private void lookUntilOver(EventLoop loop, AtomicInteger looks) {
        var inspector = new LoopInspector(loop);
        while (!over) {
            LoopReport report = inspector.fromOutside(100, 0);
            assertThat(report.consistent()).isFalse();
            report.snapshot().tree();
            report.snapshot().table();
            looks.incrementAndGet();
        }
    }

    // Tasks that give way, sleep, end, and wait for each other, until there were looks enough.
    private int work(BooleanSupplier enough) throws Exception {
        var results = new ArrayList<Integer>();
        while (results.size() < WORKERS * ROUNDS || !enough.getAsBoolean()) {
            var all = new ArrayList<Task<Integer>>();
            for (int i = 0; i < WORKERS; i++) {
                all.add(createTask(this::countedWork));
            }
            taskGroup(group -> group.createTask(() -> results.addAll(gather(all).await())));
        }
        return results.subList(0, WORKERS * ROUNDS).stream().mapToInt(Integer::intValue).sum();
    }

    private int countedWork() {
        int sum = 0;
        try (var ones = AsyncGenerator.<Integer>of(out -> {
            for (int i = 0; i < 10; i++) {
                sleep(Duration.ZERO);
                out.yield(1);
            }
        })) {
            for (int one : ones) {
                sum += one;
            }
        }
        sleep(Duration.ofNanos(1));
        return sum / 10;
    }

    /** Of a loop that is held, many questions leave no more than one behind. */
    @Test
    void aLoopThatOwesAnAnswer_isNotAskedAnew() {
        Asyncio.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setSlowCallbackDuration(null);
            var inspector = new LoopInspector(loop);
            assertThat(CompletableFuture.supplyAsync(inspector::lagMillis).join())
                    .isGreaterThanOrEqualTo(200);
            assertThat(CompletableFuture.supplyAsync(() -> inspector.report(1)).join().consistent())
                    .isFalse();
            long steps = loop.steps;
            sleep(Duration.ZERO);
            assertThat(loop.steps - steps).isEqualTo(2); // the one question, and this task
            assertThat(Asyncio.toThread(() -> inspector.report(1)).consistent()).isTrue();
        });
    }
}
