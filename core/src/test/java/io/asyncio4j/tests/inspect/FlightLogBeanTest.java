package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.inspect.FlightEvent.Kind.HOLDS;
import static io.asyncio4j.inspect.FlightEvent.Kind.STEP_BEGINS;
import static io.asyncio4j.inspect.FlightEvent.Kind.STEP_ENDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.FlightEvent;
import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.inspect.LoopProfile;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.trace.Tools;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flight logs and profiles that another thread switches on, as a tool does, at a loop that runs. */
class FlightLogBeanTest {

    private static final String NAME = "flight-loop";

    private final LoopThread thread = LoopThread.start("thread", EventLoop.builder().name(NAME));
    private final LoopCore core = LoopCore.of(thread.loop());
    private final EventLoopMXBean bean = LoopBeans.of(NAME);
    private final CountDownLatch holding = new CountDownLatch(1);
    private volatile boolean mayGoOn;

    @BeforeEach
    void warnOfNothing() {
        thread.loop().setSlowCallbackDuration(null);
    }

    @AfterEach
    void close() {
        mayGoOn = true;
        thread.close();
        until(() -> toolThreads().isEmpty());
    }

    private static List<String> toolThreads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("asyncio4j-flight-log-" + NAME)
                        || name.startsWith("asyncio4j-profile-" + NAME))
                .toList();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("nanoseconds that it takes too long").isNegative();
            Thread.onSpinWait();
        }
    }

    private void spin() {
        holding.countDown();
        while (!mayGoOn) {
            Thread.onSpinWait();
        }
    }

    private void hold() throws InterruptedException {
        runCoroutineThreadsafe(() -> createTask(TaskOptions.named("culprit"), this::spin), thread.loop());
        holding.await();
    }

    @Test
    void switchedOnAndOff_leavesNothingBehind() throws Exception {
        bean.startFlightLog(1, 60);
        runCoroutineThreadsafe(() -> sleep(Duration.ofMillis(1)), thread.loop()).get();
        assertThat(core.turns.observation).isNotNull();
        var story = new FlightStory(FlightRecord.of(bean.stopFlightLog()));
        assertThat(story.events(STEP_ENDS)).extracting(FlightEvent::text).contains("sleep");
        runCoroutineThreadsafe(() -> sleep(Duration.ZERO), thread.loop()).get();
        assertThat(core.turns.observation).as("who is told of steps").isNull();
        until(() -> toolThreads().isEmpty());
        assertThatIllegalStateException().isThrownBy(bean::stopFlightLog)
                .withMessage("no flight log of flight-loop is on");
    }

    @Test
    void aLoopThatIsHeld_isReadAllTheSame_andItIsSaidWhere() throws Exception {
        bean.startFlightLog(1, 60);
        runCoroutineThreadsafe(() -> sleep(Duration.ofMillis(1)), thread.loop()).get();
        hold();
        int before = Tools.of(core).slowStacks(); // the steps before may have held the loop, too, and be looked at just now
        until(() -> Tools.of(core).slowStacks() > before + 1);
        var story = new FlightStory(FlightRecord.of(bean.stopFlightLog()));
        FlightEvent last = story.events(STEP_BEGINS).getLast();
        assertThat(story.name(last.subject())).isEqualTo("culprit");
        assertThat(story.events(HOLDS)).filteredOn(held -> held.subject() == last.subject()).first()
                .satisfies(held -> {
                    assertThat(held.text()).contains("FlightLogBeanTest.spin(FlightLogBeanTest.java:");
                    assertThat(held.other()).as("microseconds").isGreaterThanOrEqualTo(10_000);
                    assertThat(held.nanos()).isGreaterThan(last.nanos());
                });
    }

    @Test
    void aLogThatNobodyStops_isForgotten() throws Exception {
        bean.startFlightLog(1, 1);
        assertThatIllegalStateException().isThrownBy(() -> bean.startFlightLog(1, 1))
                .withMessage("a flight log of flight-loop is on already");
        until(() -> toolThreads().isEmpty());
        bean.startFlightLog(1, 60);
        bean.stopFlightLog();
        runCoroutineThreadsafe(() -> sleep(Duration.ZERO), thread.loop()).get();
        assertThat(core.turns.observation).isNull();
    }

    @Test
    void whatIsOutOfRange_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> bean.startFlightLog(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> bean.startFlightLog(1, 0))
                .withMessage("seconds must be >= 1, got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> bean.startProfile(1_001, 1))
                .withMessage("a profile takes from 1 to 1000 samples a second, got 1001");
        assertThatIllegalStateException().isThrownBy(bean::stopProfile)
                .withMessage("no profile of flight-loop is being made");
        assertThat(toolThreads()).isEmpty();
    }

    @Test
    void aProfile_findsWhereTheLoopIs() throws Exception {
        bean.startProfile(1_000, 60);
        assertThatIllegalStateException().isThrownBy(() -> bean.startProfile(1, 1))
                .withMessage("a profile of flight-loop is being made already");
        until(() -> Tools.of(core).samples() > 3);
        runCoroutineThreadsafe(() -> createTask(TaskOptions.named("worker-17"), this::spin), thread.loop());
        holding.await();
        until(() -> Tools.of(core).stacks() > 5);
        LoopProfile profile = bean.stopProfile();
        assertThat(profile.loop()).isEqualTo(NAME);
        assertThat(profile.idle()).isPositive();
        assertThat(profile.stacks()).anySatisfy(stack -> {
            assertThat(stack.task()).isEqualTo("worker-#");
            assertThat(stack.frames()).last().asString()
                    .matches("(FlightLogBeanTest.spin|Thread.onSpinWait)\\(.*");
        });
        assertThat(profile.samples()).isEqualTo(profile.idle() + profile.between() + profile.lost()
                + profile.stacks().stream().mapToLong(LoopProfile.Stack::samples).sum());
    }
}
