package io.asyncio4j.internal.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.tests.support.ChildJvm;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;

/** What the watchdog does in one tick, without its clock. */
class HoldWatchTest {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration NEVER_BY_ITSELF = Duration.ofDays(100);
    private static final long FAR_TOO_LONG = TimeUnit.DAYS.toNanos(200);

    // DBG-04
    @Test
    void tickThatComesLate_countsOnce_andOneThatComesVeryLateNotAtAll() {
        assertThat(Watchdog.counted(TICK / 2, TICK)).isEqualTo(TICK / 2);
        assertThat(Watchdog.counted(TICK, TICK)).isEqualTo(TICK);
        assertThat(Watchdog.counted(2 * TICK, TICK)).isEqualTo(TICK);
        assertThat(Watchdog.counted(4 * TICK, TICK)).isEqualTo(TICK);
        assertThat(Watchdog.counted(4 * TICK + 1, TICK)).isZero();
        assertThat(Watchdog.counted(TimeUnit.HOURS.toNanos(1), TICK)).isZero();
    }

    // DBG-04
    @Test
    void tickThatComesAsLateAsTimersDo_countsAsWhatItIs() {
        assertThat(Watchdog.counted(TICK + TICK / 10, TICK)).isEqualTo(TICK + TICK / 10);
    }

    // DBG-04
    @Test
    void holdOf1point2TimesTheLimit_isNoticed_howeverItLiesBetweenTwoLooks() {
        for (long millis = 10; millis <= 20_000; millis += 10) {
            long allowed = TimeUnit.MILLISECONDS.toNanos(millis);
            long tick = Watchdog.tick(allowed);
            long begun = 0; // right behind a look
            long firstSeen = tick;
            long held = 0;
            long now = firstSeen;
            while (held < allowed) {
                now += tick;
                held += Watchdog.counted(tick, tick);
            }
            assertThat(now - begun).as("%s ms", millis).isLessThanOrEqualTo(allowed + allowed / 5);
        }
    }

    // DBG-04
    @Test
    void watchdog_sleepsWhileAllLoopsAreIdle_andIsAwakeWhenOneHasSomethingToDo() throws Exception {
        try (var idle = LoopThread.start("idle")) {
            await(Watchdog::isAsleep);
            long ticks = Watchdog.ticks();
            idle.loop().callSoonThreadsafe(() -> await(() -> Watchdog.ticks() > ticks + 2));
            await(() -> Watchdog.ticks() > ticks + 2);
            await(Watchdog::isAsleep);
        }
    }

    static final class Idle {
        public static void main(String[] args) throws Exception {
            try (var idle = LoopThread.start("idle")) {
                var runs = new CountDownLatch(1); // else it sleeps before the loop has begun, and is woken by that
                idle.loop().callSoonThreadsafe(runs::countDown);
                runs.await();
                await(Watchdog::isAsleep);
                Thread watchdog = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("asyncio4j-watchdog")).findAny()
                        .orElseThrow();
                // it looks once more for tasks that wait for each other, then no more
                await(() -> watchdog.getState() == Thread.State.WAITING);
                long before = Watchdog.wakeUps();
                JMXConnectorServerFactory.newJMXConnectorServer(new JMXServiceURL("service:jmx:rmi://"), null,
                        ManagementFactory.getPlatformMBeanServer());
                IO.println(ManagementFactory.getPlatformMBeanServer()
                        .queryNames(new ObjectName("io.asyncio4j:type=EventLoop,*"), null));
                IO.println("it is " + watchdog.getState() + ", woken " + (Watchdog.wakeUps() - before));
            }
        }

        private static void await(BooleanSupplier condition) {
            while (!condition.getAsBoolean()) {
                Thread.onSpinWait();
            }
        }
    }

    // a state with a time limit would be one that it wakes up from
    @Test
    void programThatIsIdle_isNeverWokenAgain_andIsShownAllTheSameWhenAnAgentForToolsStarts() {
        var output = ChildJvm.run(Idle.class, ChildJvm.FLAG, "-Dasyncio4j.slowCallbackDuration=60");
        assertThat(output.lines()).containsExactly("[io.asyncio4j:type=EventLoop,name=asyncio4j-loop-1]",
                "it is WAITING, woken 0");
        assertThat(output.exitCode()).isZero();
    }

    /** What the watchdog asks others for fails in every way there is, on its own thread and on the loop's. */
    static final class WithFailingHelp {
        private static final AtomicInteger SOUGHT = new AtomicInteger();
        private static final AtomicInteger ASKED = new AtomicInteger();

        public static void main(String[] args) throws Exception {
            Asyncio.run(() -> {
                EventLoop loop = EventLoop.running();
                loop.setExceptionHandler((_, report) -> IO.println("reported: " + report));
                Watchdog.setToolSeeker(() -> {
                    if (SOUGHT.getAndIncrement() == 0) {
                        throw new StackOverflowError();
                    }
                    throw new IllegalStateException();
                });
                Watchdog.setDeadlockFinder(_ -> {
                    ASKED.incrementAndGet();
                    throw new StackOverflowError();
                });
                Promise<Boolean> asked = loop.createFuture();
                Thread.ofPlatform().daemon().start(() -> {
                    until(() -> ASKED.get() > 0); // as the loop waits for nothing that could come
                    loop.callSoonThreadsafe(() -> asked.setResult(true));
                });
                asked.await();
                until(() -> SOUGHT.get() > 1);
                sleep(Duration.ofMillis(1)); // the next step is another one
                long before = LoopStatistics.of(loop).slowSteps();
                until(() -> LoopStatistics.of(loop).slowSteps() > before);
                IO.println("it is watched");
            });
        }

        private static void until(BooleanSupplier condition) {
            long start = System.nanoTime();
            while (!condition.getAsBoolean() && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20)) {
                Thread.onSpinWait();
            }
            if (!condition.getAsBoolean()) {
                IO.println("in vain");
                System.exit(1);
            }
        }
    }

    // JVA-06
    @Test
    void whatTheWatchdogAsksMayFail_itGoesOn() {
        var output = ChildJvm.run(WithFailingHelp.class, ChildJvm.FLAG,
                "-Dasyncio4j.slowCallbackDuration=0.02");
        assertThat(output.lines()).contains("it is watched").noneMatch(line -> line.startsWith("reported"));
        assertThat(output.exitCode()).isZero();
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
            Thread.onSpinWait();
        }
    }

    // DBG-04
    @Test
    void stepsThatHeldTheLoopForTooLong_areCountedOnceEach() {
        Logger logger = Logger.getLogger("io.asyncio4j");
        Level level = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            Asyncio.run(() -> {
                EventLoop loop = EventLoop.running();
                loop.setSlowCallbackDuration(NEVER_BY_ITSELF);
                var watch = HoldWatch.of(LoopCore.of(loop));
                for (int i = 1; i <= 3; i++) {
                    watch.look(0);
                    watch.look(FAR_TOO_LONG);
                    watch.look(FAR_TOO_LONG);
                    watch.look(20 * FAR_TOO_LONG);
                    assertThat(watch.found()).isEqualTo(i);
                    sleep(Duration.ZERO);
                    watch.look(FAR_TOO_LONG);
                    assertThat(watch.found()).as("a step that has only begun").isEqualTo(i);
                }
                watch.leave();
            });
        } finally {
            logger.setLevel(level);
        }
    }

    /** Blocks in every way there is, again and again, between awaits. */
    private static final class Blocker {

        private static final int ROUNDS = 100;

        private final ReentrantLock lock = new ReentrantLock();
        private final Object monitor = new Object();
        private volatile boolean over;

        private void contend() {
            while (!over) {
                lock.lock();
                try {
                    LockSupport.parkNanos(200_000);
                } finally {
                    lock.unlock();
                }
                synchronized (monitor) {
                    LockSupport.parkNanos(200_000);
                }
                LockSupport.parkNanos(50_000);
            }
        }

        private int run(Socket socket) throws Exception {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                Thread.sleep(0, 100_000);
                sleep(Duration.ZERO);
                LockSupport.parkNanos(100_000);
                lock.lock();
                try {
                    sum++;
                } finally {
                    lock.unlock();
                }
                sleep(Duration.ofNanos(1000));
                synchronized (monitor) {
                    sum++;
                }
                socket.getOutputStream().write(i);
                sum += socket.getInputStream().read() == (i & 0xff) ? 1 : 0;
                sum += Asyncio.blocking(() -> 1);
            }
            return sum;
        }
    }

    private static void echo(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (Exception e) {
                        // the test is over
                    }
                });
            } catch (Exception e) {
                return;
            }
        }
    }

    // JVA-04
    @Test
    void looksAtALoopWhoseTasksBlockInEveryWay_doNotDisturbIt() throws Exception {
        var blocker = new Blocker();
        List<Thread> others = new ArrayList<>();
        var loops = new EventLoop[1];
        List<Throwable> failures = new ArrayList<>();
        Asyncio.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setSlowCallbackDuration(NEVER_BY_ITSELF);
            loops[0] = loop;
            others.add(Thread.ofPlatform().daemon().start(blocker::contend));
            others.add(
                    Thread.ofPlatform().daemon().start(() -> lookAt(LoopCore.of(loop), blocker, failures)));
            try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                Thread.ofPlatform().daemon().start(() -> echo(server));
                List<Task<Integer>> tasks = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    tasks.add(createTask(() -> {
                        try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                            return blocker.run(socket);
                        }
                    }));
                }
                for (Task<Integer> task : tasks) {
                    assertThat(task.await()).isEqualTo(4 * Blocker.ROUNDS);
                }
            }
        });
        blocker.over = true;
        for (Thread other : others) {
            other.join();
        }
        assertThat(failures).isEmpty();
    }

    private static void lookAt(LoopCore loop, Blocker blocker, List<Throwable> failures) {
        int looks = 0;
        while (!blocker.over) {
            try {
                TaskImpl<?> task = loop.currentFromOutside();
                Thread holder = loop.holder(task);
                if (holder != null) {
                    Culprit culprit = Culprit.of(task, loop.turns.runningHandle, holder);
                    assertThat(BlockedOn.text(loop, culprit)).isNotNull();
                }
                look(loop.tasks.snapshot());
                looks++;
            } catch (Throwable e) {
                failures.add(e);
            }
        }
        assertThat(looks).isPositive();
    }

    private static void look(Iterable<TaskImpl<?>> tasks) {
        for (TaskImpl<?> task : tasks) {
            var thread = task.thread();
            if (thread != null) {
                assertThat(Culprit.waiting(task, thread.thread()).text()).startsWith("<Task ");
            }
        }
    }
}
