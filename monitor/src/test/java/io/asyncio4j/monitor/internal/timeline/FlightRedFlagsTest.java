package io.asyncio4j.monitor.internal.timeline;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.LoopThread;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.FlightLog;
import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Red flags of programs that run: what the log tells is enough for them, on both kinds of threads. */
@ParameterizedClass
@EnumSource(Threads.class)
class FlightRedFlagsTest {

    private final Threads threads;

    FlightRedFlagsTest(Threads threads) {
        this.threads = threads;
    }

    private List<String> lines(VoidCoroutine main) {
        var records = new ArrayList<FlightRecord>();
        Asyncio.run(EventLoop.builder().threads(threads), () -> {
            try (var log = FlightLog.start(EventLoop.running())) {
                main.run();
                records.add(log.record());
            }
        });
        return Recorded.of("x", records).lines();
    }

    private static void inLine(Lock lock) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (var _ = lock.acquire()) {
                sleep(Duration.ofMillis(1));
            }
        }
    }

    private List<String> convoy(Lock lock) {
        return lines(() -> Asyncio.taskGroup(g -> {
            for (int i = 0; i < 5; i++) {
                g.createTask(TaskOptions.named("w-" + i), () -> inLine(lock));
            }
        }));
    }

    @Test
    void tasksInLineForALock_areAConvoy_byItsName() {
        assertThat(convoy(new Lock().named("db"))).anyMatch(
                line -> line
                        .matches("  lock-convoy: Lock 'db' is a bottleneck: up to [45] tasks at a time.*"));
    }

    @Test
    void aLockWithoutAName_isToldWithItsLine_ifSomebodyHasLooked() {
        assertThat(convoy(new Lock())).anyMatch(line -> line.matches(
                "  lock-convoy: Lock #1(, acquired at FlightRedFlagsTest\\.inLine\\(FlightRedFlagsTest\\.java:\\d+\\),)?"
                        + " is a bottleneck: up to [45] tasks at a time.*"));
    }

    @Test
    void twoLocks_areTwo() {
        var locks = List.of(new Lock(), new Lock());
        assertThat(lines(() -> Asyncio.taskGroup(g -> {
            for (int i = 0; i < 4; i++) {
                Lock lock = locks.get(i / 2);
                g.createTask(() -> inLine(lock));
            }
        }))).as("two at each: no convoy").noneMatch(line -> line.contains("lock-convoy"));
    }

    @Test
    void whoWaitsForNews_isNotInLine() {
        assertThat(lines(() -> {
            var changed = new Condition().named("changed");
            for (int i = 0; i < 5; i++) {
                createTask(TaskOptions.named("reader-" + i), () -> {
                    try (var _ = changed.acquire()) {
                        while (true) {
                            changed.await();
                        }
                    }
                });
            }
            for (int i = 0; i < 20; i++) {
                sleep(Duration.ofMillis(2));
                try (var _ = changed.acquire()) {
                    changed.signal(1);
                }
            }
        })).noneMatch(line -> line.contains("Condition"));
    }

    @Test
    void aQueueThatOnlyGrows_isTold_ifSomebodyHasWaitedAtIt() {
        boolean told = false;
        for (int round = 0; round < 10 && !told; round++) { // on a busy machine it may stand still for a fifth of the time
            told = lines(FlightRedFlagsTest::putMoreThanIsTaken).stream().anyMatch(line -> line
                    .matches("  growing: Queue 'jobs' only grew, from [\\d,]+ to [\\d,]+: more is put.*"));
        }
        assertThat(told).isTrue();
    }

    private static void putMoreThanIsTaken() {
        var jobs = new Queue<Integer>().named("jobs");
        createTask(TaskOptions.named("slow"), () -> {
            while (true) {
                jobs.get();
                sleep(Duration.ofMillis(5));
            }
        });
        sleep(Duration.ZERO);
        for (int i = 0; i < 150; i++) {
            for (int j = 0; j < 4; j++) {
                jobs.putNowait(i);
            }
            sleep(Duration.ofMillis(2));
        }
    }

    @Test
    void aQueueThatIsEmptiedAsItFills_isNotTold() {
        assertThat(lines(() -> {
            var jobs = new Queue<Integer>().named("jobs");
            createTask(TaskOptions.named("quick"), () -> {
                while (true) {
                    jobs.get();
                }
            });
            for (int i = 0; i < 150; i++) {
                jobs.putNowait(i);
                sleep(Duration.ofMillis(2));
            }
        })).noneMatch(line -> line.contains("Queue 'jobs' only grew"));
    }

    private static List<Timeline.Mark> looks(Timeline timeline) {
        return timeline.marks.stream()
                .filter(mark -> mark.kind() == Timeline.Mark.Kind.HELD).toList();
    }

    /** Before a busy loop comes to telling anything, another thread has seen where it was now and then. */
    @Test
    void stepsOfWhichTheLoopHasNotTold_areNotTakenForOne() throws Exception {
        var latches = Stream.generate(() -> new CountDownLatch(1)).limit(3).toList();
        var held = new CountDownLatch(1);
        try (var thread = LoopThread.start("held", EventLoop.builder().threads(threads))) {
            EventLoop loop = thread.loop();
            loop.callSoonThreadsafe(() -> latches.forEach(latch -> loop.createTask(() -> {
                held.countDown();
                latch.await();
            })));
            held.await();
            try (var log = FlightLog.start(loop);
                    AutoCloseable _ = () -> latches.forEach(CountDownLatch::countDown)) {
                for (int i = 0; i < latches.size(); i++) {
                    while (looks(FlightTimelines.of(log.record())).stream().map(Timeline.Mark::task)
                            .distinct().count() <= i) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    latches.get(i).countDown();
                }
                Timeline timeline = FlightTimelines.of(log.record());
                assertThat(looks(timeline)).allSatisfy(look -> assertThat(timeline.steps)
                        .anyMatch(step -> step.task == look.task() && step.start <= look.nanos()
                                && look.nanos() <= step.end));
                List<Timeline.Step> steps = timeline.steps.subList(0, latches.size());
                assertThat(steps).extracting(step -> step.task).doesNotHaveDuplicates();
                for (int i = 1; i < steps.size(); i++) {
                    assertThat(steps.get(i - 1).end).isLessThanOrEqualTo(steps.get(i).start);
                }
            }
        }
    }
}
