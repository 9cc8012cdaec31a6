package io.asyncio4j.testkit.tests.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Event;
import io.asyncio4j.testkit.Sequencer;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.WallClock;
import io.asyncio4j.testkit.junit.AsyncTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Time and order by hand. */
class TestLoopTest {

    private final List<String> events = new ArrayList<>();

    private Task<?> tickEverySecond(TestLoop test) {
        return test.background("ticker", () -> {
            while (true) {
                Asyncio.sleep(Duration.ofSeconds(1));
                events.add("tick at " + EventLoop.running().time().toSeconds());
            }
        });
    }

    @AsyncTest
    void advance_letsAllTimersUntilThenFire_andWhatTheyWakeRun(TestLoop test) {
        tickEverySecond(test);
        test.advance(Duration.ofSeconds(2));
        assertThat(events).containsExactly("tick at 1", "tick at 2");
        test.advanceTo(Duration.ofSeconds(3));
        assertThat(events).hasSize(3);
        assertThatThrownBy(() -> test.advanceTo(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time does not go back");
    }

    @AsyncTest
    void settle_waitsUntilAllAreBlocked_andMovesNoTime(TestLoop test) {
        tickEverySecond(test);
        Task<?> other = EventLoop.running().createTask(() -> {
            test.ticks(10);
            events.add("ticked");
        });
        test.settle();
        assertThat(events).containsExactly("ticked");
        assertThat(test.time()).isZero();
        other.await();
    }

    @AsyncTest
    void settle_waitsForWorkOnOtherThreads(TestLoop test) {
        Task<?> other = EventLoop.running().createTask(() -> {
            events.add(Asyncio.toThread(() -> {
                Thread.sleep(5);
                return "from the thread";
            }));
        });
        test.settle();
        assertThat(events).containsExactly("from the thread");
        other.await();
    }

    @AsyncTest(time = Timekeeping.MANUAL)
    void manualTime_standsStill_untilItIsMoved(TestLoop test) {
        tickEverySecond(test);
        test.settle();
        test.settle();
        assertThat(events).isEmpty();
        test.advance(Duration.ofMillis(1500));
        assertThat(events).containsExactly("tick at 1");
        assertThat(test.time()).isEqualTo(Duration.ofMillis(1500));
    }

    @AsyncTest
    void eventually_waitsOnTheLoopsClock_orSaysWhatIsThere(TestLoop test) throws Exception {
        tickEverySecond(test);
        test.eventually(() -> events.size() == 3);
        assertThat(test.time()).isEqualTo(Duration.ofSeconds(3));
        assertThatThrownBy(() -> test.eventually(Duration.ofSeconds(2), () -> events.size() == 99))
                .isInstanceOf(AssertionError.class).hasMessageContaining("within 2000 ms")
                .hasMessageContaining("ticker");
    }

    @AsyncTest
    void wallClock_goesWithTheLoop_andJumpsOnItsOwn(TestLoop test, WallClock wall) {
        Instant start = wall.instant();
        test.advance(Duration.ofHours(1));
        assertThat(Duration.between(start, wall.instant())).isEqualTo(Duration.ofHours(1));
        WallClock inParis = wall.withZone(ZoneId.of("Europe/Paris"));
        wall.jump(Duration.ofHours(-2));
        assertThat(Duration.between(start, inParis.instant())).isEqualTo(Duration.ofHours(-1));
        assertThat(test.time()).isEqualTo(Duration.ofHours(1));
    }

    @AsyncTest
    void sequencer_putsMovesInLine(Sequencer sequencer) {
        Task<?> one = EventLoop.running().createTask(() -> {
            sequencer.at(1);
            events.add("1");
            sequencer.at(3);
            events.add("3");
        });
        Task<?> two = EventLoop.running().createTask(() -> {
            sequencer.at(0);
            events.add("0");
            sequencer.at(2);
            events.add("2");
        });
        Asyncio.gather(one, two).await();
        assertThat(events).containsExactly("0", "1", "2", "3");
        assertThatThrownBy(() -> sequencer.at(1)).hasMessageContaining("number 1 of the sequence is taken");
    }

    @AsyncTest
    void sequencer_passesTheNumberOfACancelledTaskOn(TestLoop test, Sequencer sequencer) {
        Task<?> cancelled = EventLoop.running().createTask(() -> sequencer.at(1));
        Task<?> last = EventLoop.running().createTask(() -> {
            sequencer.at(2);
            events.add("2");
        });
        test.settle();
        cancelled.cancel();
        test.settle();
        sequencer.at(0);
        last.await();
        assertThat(events).containsExactly("2");
    }

    @AsyncTest
    void invariantsAndFaults_areForSimulations(TestLoop test) {
        assertThatThrownBy(() -> test.invariant("x", () -> true)).hasMessageContaining("is for a simulation");
        assertThatThrownBy(test::faults).hasMessageContaining("faults are for a simulation");
        var event = new Event();
        event.set();
    }
}
