package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.LoopThread;
import io.asyncio4j.inspect.TaskSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loops that cannot answer, since a task or a callback holds them: the case in which people ask (INT-12). */
class HeldLoopMXBeanTest {

    private static final String NAME = "held-loop";

    private final LoopThread thread = LoopThread.start("thread", EventLoop.builder().name(NAME));
    private final EventLoopMXBean bean = LoopBeans.of(NAME);
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean mayGoOn;
    private volatile Thread blocked;
    private CompletableFuture<String> result;

    @BeforeEach
    void warnOfNothing() {
        thread.loop().setSlowCallbackDuration(null);
    }

    @AfterEach
    void close() {
        release(); // in case that the test has failed
        thread.close();
        assertThat(LoopBeans.names("io.asyncio4j:name=" + NAME + ",*")).isEmpty();
    }

    private void spin() {
        holding.countDown();
        while (!mayGoOn) {
            Thread.onSpinWait();
        }
    }

    /** Starts a task that waits, one for which it waits, and "culprit", which holds the loop. */
    private void hold(Runnable how) throws InterruptedException {
        result = runCoroutineThreadsafe(() -> {
            currentTask().setName("main");
            var sleeper = createTask(() -> sleep(Duration.ofMillis(1), "slept"));
            sleeper.setName("sleeper");
            var culprit = createTask(() -> how.run());
            culprit.setName("culprit");
            String slept = sleeper.await();
            culprit.await();
            return slept;
        }, thread.loop());
        holding.await();
    }

    private LoopReport look() {
        LoopReport report = bean.report(100);
        assertThat(report.consistent()).isFalse();
        assertThat(report.lagMillis()).isGreaterThanOrEqualTo(200);
        return report;
    }

    private void release() {
        mayGoOn = true;
        released.countDown();
        if (blocked != null) {
            blocked.interrupt();
        }
    }

    private void thenAllGoesOn() {
        release();
        assertThat(result.orTimeout(40, TimeUnit.SECONDS).join()).isEqualTo("slept");
        assertThat(bean.report(100).consistent()).isTrue();
    }

    private static Map<String, TaskSnapshot> byName(LoopReport report) {
        return report.snapshot().tasks().stream()
                .collect(Collectors.toMap(TaskSnapshot::name, Function.identity()));
    }

    @Test
    void aTaskThatComputes_isShownWhereItDoes_andSoAreAllOthers() throws Exception {
        hold(this::spin);
        for (int i = 0; i < 3; i++) {
            LoopReport report = look();
            assertThat(report.holder()).startsWith("<Task pending name='culprit'");
            assertThat(report.holderStack()).element(0).asString()
                    .startsWith("HeldLoopMXBeanTest.spin(HeldLoopMXBeanTest.java:");
            var tasks = byName(report);
            assertThat(tasks.get("culprit").state()).isEqualTo("running");
            assertThat(tasks.get("culprit").stack()).isNotEmpty();
            assertThat(tasks.get("sleeper").state()).isEqualTo("waiting");
            assertThat(tasks.get("sleeper").stack()).isNotEmpty();
            assertThat(tasks.get("sleeper").awaitedBy()).containsExactly(tasks.get("main").id());
        }
        thenAllGoesOn();
    }

    @Test
    void theLag_growsAsLongAsTheLoopOwesAnAnswer() throws Exception {
        hold(this::spin);
        double first = bean.getLagMillis();
        double second = bean.getLagMillis();
        assertThat(first).isGreaterThanOrEqualTo(200);
        assertThat(second).isGreaterThanOrEqualTo(first + 200);
        thenAllGoesOn();
        assertThat(bean.getLagMillis()).isLessThan(second);
    }

    @Test
    void aTaskThatIsBlockedOnAMonitor() throws Exception {
        var monitor = new Object();
        synchronized (monitor) {
            hold(() -> {
                holding.countDown();
                synchronized (monitor) {
                    released.countDown();
                }
            });
            LoopReport report = look();
            assertThat(report.holder()).contains("name='culprit'");
            assertThat(byName(report).get("culprit").stack()).isNotEmpty();
        }
        thenAllGoesOn();
    }

    @Test
    void aTaskThatWaitsInAnotherWayThanByAwaiting() throws Exception {
        hold(() -> {
            holding.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        LoopReport report = look();
        assertThat(byName(report).get("culprit").stack())
                .anyMatch(frame -> frame.startsWith("CountDownLatch.await("));
        thenAllGoesOn();
    }

    @Test
    void aTaskInThreadSleep() throws Exception {
        hold(() -> {
            blocked = Thread.currentThread();
            holding.countDown();
            try {
                Thread.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                // as meant
            }
        });
        LoopReport report = look();
        assertThat(byName(report).get("culprit").stack())
                .anyMatch(frame -> frame.startsWith("Thread.sleep("));
        thenAllGoesOn();
    }

    @Test
    void aCallback_isNamed() throws Exception {
        result = CompletableFuture.completedFuture("slept");
        thread.loop().callSoonThreadsafe(this::spin);
        holding.await();
        LoopReport report = look();
        assertThat(report.holder()).startsWith("<Handle HeldLoopMXBeanTest.<lambda>");
        assertThat(report.holderStack()).element(0).asString().startsWith("HeldLoopMXBeanTest.spin(");
        thenAllGoesOn();
    }

    @Test
    void aTaskInAGeneratorsCode_isShownWithBothItsStacks() throws Exception {
        hold(() -> {
            try (var numbers = AsyncGenerator.<Integer>of(out -> {
                spin();
                out.yield(1);
            })) {
                for (int number : numbers) {
                    assertThat(number).isEqualTo(1);
                }
            }
        });
        LoopReport report = look();
        assertThat(report.holderStack()).hasSizeGreaterThan(2).element(0).asString()
                .startsWith("HeldLoopMXBeanTest.spin(");
        thenAllGoesOn();
    }
}
