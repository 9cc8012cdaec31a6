package io.asyncio4j.internal.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.spi.LoopObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        var inspector = new LoopInspector(LoopCore.of(loop));
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
            var inspector = new LoopInspector(LoopCore.of(loop));
            assertThat(CompletableFuture.supplyAsync(inspector::lagMillis).join())
                    .isGreaterThanOrEqualTo(200);
            assertThat(CompletableFuture.supplyAsync(() -> inspector.report(1)).join().consistent())
                    .isFalse();
            long steps = LoopCore.of(loop).turns.steps;
            sleep(Duration.ZERO);
            assertThat(LoopCore.of(loop).turns.steps - steps).isEqualTo(2); // the one question, and this task
            assertThat(Asyncio.toThread(() -> inspector.report(1)).consistent()).isTrue();
        });
    }

    /** As where no descriptor is left to load a class by: what looks has failed, not the program. */
    @Test
    void aLookThatFails_isNoErrorOfTheLoop_andWhoHasAskedGoesOn() {
        List<Object> reports = new ArrayList<>();
        Asyncio.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setExceptionHandler((_, report) -> reports.add(report));
            var inspector = new LoopInspector(LoopCore.of(loop));
            for (Error error : List.of(new NoClassDefFoundError(), new StackOverflowError(),
                    new OutOfMemoryError())) {
                assertThat(Asyncio.toThread(() -> answerOfOneThatFails(inspector, error))).isNull();
            }
            assertThat(Asyncio.toThread(() -> inspector.report(1)).consistent()).isTrue();
        });
        assertThat(reports).isEmpty();
    }

    private static Object answerOfOneThatFails(LoopInspector inspector, Error error) {
        return inspector.ask(_ -> {
            throw error;
        }).answer();
    }

    private static LoopReport askFromElsewhere(LoopInspector inspector, int mostTasks) {
        return Asyncio.toThread(() -> inspector.report(mostTasks));
    }

    private static List<Long> idsOf(LoopReport report) {
        return report.snapshot().tasks().stream().map(TaskSnapshot::id).toList();
    }

    /** Counts how often its loop is asked, and notes which tasks are the oldest then. */
    private static final class Questions implements LoopObserver {

        private final EventLoop loop;
        private final int most;
        int count;
        volatile List<Long> oldest = List.of();

        Questions(EventLoop loop, int most) {
            this.loop = loop;
            this.most = most;
            loop.addObserver(this);
        }

        @Override
        public void stepBegins(Step step) {
            if (step.toString().equals("inspection")) {
                count++;
                oldest = LoopCore.of(loop).tasks.snapshot().stream().map(Task::id).limit(most).toList();
            }
        }
    }

    // INT-12
    @Test
    void ofManyTasks_thoseThatAreShownAreTheOldest_andTheOthersAreCounted() {
        Asyncio.run(() -> {
            EventLoop loop = EventLoop.running();
            var inspector = new LoopInspector(LoopCore.of(loop));
            var questions = new Questions(loop, 3);
            var tasks = new ArrayList<Task<?>>();
            for (int i = 2; i <= 1_000; i++) {
                tasks.add(createTask(() -> sleep(Duration.ofDays(1))));
            }
            LoopReport few = askFromElsewhere(inspector, 3);
            assertThat(idsOf(few)).containsExactly(1L, 2L, 3L);
            assertThat(few.omitted()).isEqualTo(997);
            assertThat(questions.count).as("it looks for so few by itself").isEqualTo(1);

            for (int i = 1_001; i <= 3_000; i++) {
                tasks.add(createTask(() -> sleep(Duration.ofDays(1))));
            }
            tasks.getFirst().cancel();
            sleep(Duration.ZERO);
            LoopReport many = askFromElsewhere(inspector, 3);
            assertThat(idsOf(many)).containsExactly(1L, 3L, 4L);
            assertThat(many.omitted()).isEqualTo(2_996);
            assertThat(many.consistent()).isTrue();
            assertThat(many.statistics().tasksAlive()).isEqualTo(2_999);
            assertThat(questions.count).as("it lets who asks look for so many").isEqualTo(3);
            assertThat(LoopCore.of(loop).tasks.snapshot(4)).as("what comes later may have gaps").map(Task::id)
                    .containsExactly(1L, 3L, 4L);
            assertThat(idsOf(askFromElsewhere(inspector, 5_000))).hasSize(2_999).isSorted();
            assertThat(askFromElsewhere(inspector, 0).omitted()).isEqualTo(2_999);
        });
    }

    /** Between two questions, tasks may have ended, all of them even, and others have come. */
    // INT-12
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 2_000})
    void ofManyTasksThatComeAndGo_noneIsMissed_andNoneIsShownThatHasEnded(int atOnce) {
        Asyncio.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setSlowCallbackDuration(null);
            var looks = new AtomicInteger();
            var questions = new Questions(loop, 50);
            var looker = CompletableFuture.runAsync(() -> {
                var inspector = new LoopInspector(LoopCore.of(loop));
                while (!over) {
                    LoopReport report = inspector.report(50);
                    if (report.consistent()) {
                        assertThat(idsOf(report)).isEqualTo(questions.oldest);
                        assertThat(report.omitted() + report.snapshot().tasks().size())
                                .isEqualTo(report.statistics().tasksAlive());
                        looks.incrementAndGet();
                    }
                }
            });
            try {
                long begin = System.nanoTime();
                comeAndGo(atOnce, () -> looks.get() >= (isLongSince(begin) ? 5 : 100) || looker.isDone());
            } finally { // or it would have a thread that other tests want
                over = true;
            }
            Asyncio.await(looker);
        });
    }

    // on a machine that is too busy for more
    private static boolean isLongSince(long begin) {
        return System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(20);
    }

    private static void comeAndGo(int atOnce, BooleanSupplier enough) {
        var random = new Random(1);
        var waiting = new ArrayList<Promise<?>>();
        while (!enough.getAsBoolean()) {
            while (waiting.size() < 2_000) {
                var end = EventLoop.running().<Integer>createFuture();
                createTask(() -> end.await());
                waiting.add(end);
            }
            sleep(Duration.ZERO);
            Collections.shuffle(waiting, random);
            for (int i = 0; i < atOnce; i++) {
                waiting.removeLast().cancel();
            }
            sleep(Duration.ZERO);
        }
    }
}
