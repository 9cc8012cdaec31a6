package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.LoopManagement;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loops that answer, asked by another thread (INT-05, INT-12). */
class EventLoopMXBeanTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static void run(String name, VoidCoroutine main) {
        Asyncio.run(EventLoop.builder().name(name), () -> {
            EventLoop.running().setSlowCallbackDuration(HOUR); // on a busy machine any step may be slow
            main.run();
        });
    }

    @Test
    void beansComeAndGo_withTheirLoopsRunning() {
        var seen = new ArrayList<List<String>>();
        new LoopManagement();
        run("beans-1", () -> {
            seen.add(LoopBeans.names("io.asyncio4j:name=beans-1,*"));
            assertThat(new LoopManagement().getRunningLoops()).contains("beans-1");
        });
        seen.add(LoopBeans.names("io.asyncio4j:name=beans-1,*"));
        assertThat(seen).containsExactly(List.of("io.asyncio4j:name=beans-1,type=EventLoop"), List.of());
        assertThat(new LoopManagement().getRunningLoops()).doesNotContain("beans-1");
    }

    @Test
    void loopsOfOneName_areNumbered() {
        run("beans-2", () -> {
            try (var second = LoopThread.start("thread", EventLoop.builder().name("beans-2"))) {
                assertThat(second.loop().isRunning()).isTrue();
                new LoopManagement();
                assertThat(LoopBeans.names("io.asyncio4j:name=beans-2,*"))
                        .containsExactly("io.asyncio4j:name=beans-2,number=2,type=EventLoop",
                                "io.asyncio4j:name=beans-2,type=EventLoop");
            }
        });
    }

    @Test
    void aNameThatJmxDoesNotLike_isQuoted() {
        String name = "a=b,c:\"d\"*?";
        run(name, () -> {
            new LoopManagement();
            List<String> names = LoopBeans.names("io.asyncio4j:type=EventLoop,*").stream()
                    .filter(each -> each.contains("a=b")).toList();
            assertThat(names).hasSize(1);
            assertThat(LoopBeans.bean(names.getFirst()).getName()).isEqualTo(name);
        });
    }

    @Test
    void aReport_tellsTheTasks_andWhoWaitsForWhom() {
        run("beans-3", () -> {
            currentTask().setName("main");
            var left = createTask(TaskOptions.named("left"), () -> sleep(HOUR));
            var right = createTask(TaskOptions.named("right"), () -> sleep(HOUR));
            var both = createTask(TaskOptions.named("both"), () -> gather(List.of(left, right)).await());
            ticks(2);
            var bean = LoopBeans.of("beans-3");
            LoopReport report = toThread(() -> bean.report(100));
            assertThat(report.consistent()).isTrue();
            assertThat(report.holder()).isEmpty();
            assertThat(report.holderStack()).isEmpty();
            assertThat(report.omitted()).isZero();
            assertThat(report.threads()).isEqualTo(Loops.isCarried() ? "carried" : "portable");
            assertThat(report.lagMillis()).isBetween(0.0, 30_000.0);
            assertThat(report.snapshot().loop()).isEqualTo("beans-3");
            assertThat(report.snapshot().tasks()).extracting(TaskSnapshot::name)
                    .containsExactly("main", "left", "right", "both");
            TaskSnapshot waiting = report.snapshot().tasks().get(1);
            assertThat(waiting.state()).isEqualTo("waiting");
            assertThat(waiting.stack()).singleElement().asString().startsWith("EventLoopMXBeanTest.");
            assertThat(waiting.awaitedBy()).containsExactly(both.id());
            assertThat(bean.tree()).contains("(T) both #4", "├── (T) left #2");
            assertThat(bean.table()).startsWith("task id");
        });
    }

    @Test
    void ofTooManyTasks_theOldestAreShown_andTheOthersCounted() {
        run("beans-4", () -> {
            for (int i = 0; i < 9; i++) {
                createTask(() -> sleep(HOUR));
            }
            var bean = LoopBeans.of("beans-4");
            LoopReport report = toThread(() -> bean.report(4));
            assertThat(report.snapshot().tasks()).extracting(TaskSnapshot::id).containsExactly(1L, 2L, 3L,
                    4L);
            assertThat(report.omitted()).isEqualTo(6);
            assertThat(report.statistics().tasksAlive()).isEqualTo(10);
            assertThat(toThread(() -> bean.report(0)).omitted()).isEqualTo(10);
            assertThatIllegalArgumentException().isThrownBy(() -> bean.report(-1))
                    .withMessage("mostTasks must be >= 0, got -1");
        });
    }

    @Test
    void counters() {
        run("beans-5", () -> {
            var bean = LoopBeans.of("beans-5");
            long steps = bean.getSteps();
            createTask(() -> {}).await();
            createTask(() -> sleep(HOUR));
            Promise<Integer> never = EventLoop.running().createFuture();
            createTask(() -> never.await());
            ticks(1);
            EventLoop.running().callSoon(() -> {});
            assertThat(bean.getTasksAlive()).isEqualTo(3);
            assertThat(bean.getTasksCreated()).isEqualTo(4);
            // the first task, this one woken, the two others, and this one again
            assertThat(bean.getSteps() - steps).isEqualTo(5);
            assertThat(bean.getSlowSteps()).isZero();
            assertThat(bean.getTimers()).isEqualTo(1);
            assertThat(bean.getReady()).isEqualTo(1);
            assertThat(bean.isIdle()).isFalse();
            assertThat(bean.isDebug()).isFalse();
            assertThat(bean.getLagMillis()).isZero(); // asked by the loop itself
            assertThat(toThread(() -> bean.getLagMillis())).isBetween(0.0, 30_000.0);
        });
    }

    @Test
    void aLoopAskedByItself_reportsWhatRuns() {
        run("beans-6", () -> {
            LoopReport report = LoopBeans.of("beans-6").report(10);
            assertThat(report.consistent()).isTrue();
            assertThat(report.snapshot().tasks()).singleElement().extracting(TaskSnapshot::state)
                    .isEqualTo("running");
        });
    }

    /** A question comes in as a callback from another thread does; nothing that is ready changes places for it. */
    @Test
    void aQuestion_changesNoOrder() {
        var log = new ArrayList<String>();
        EventLoopBuilder options = Loops.virtual().name("beans-7");
        Asyncio.run(options, () -> {
            var bean = LoopBeans.of("beans-7");
            for (String name : List.of("a", "b", "c")) {
                createTask(() -> {
                    for (int i = 0; i < 3; i++) {
                        log.add(name + i);
                        sleep(Duration.ZERO);
                    }
                });
            }
            for (int i = 0; i < 3; i++) {
                assertThat(toThread(() -> bean.report(10)).consistent()).isTrue();
            }
            ticks(5);
        });
        assertThat(log).containsExactly("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2");
    }
}
