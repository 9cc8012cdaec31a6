package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.RaceResult;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Staggered races whose tasks start eagerly, and when each coroutine starts with and without that. */
class StaggeredRaceEagerTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int NOBODY = 9;

    private static EventLoopBuilder lazy() {
        return Loops.virtual();
    }

    private static EventLoopBuilder eager() {
        return Loops.virtual().taskFactory(TaskFactory.EAGER);
    }

    // EAG-12
    @Test
    void eagerTasks_giveTheSameResult() {
        for (Duration delay : new Duration[] {null, Duration.ZERO, ms(10)}) {
            Asyncio.run(eager(), () -> {
                var failure = new IOException();
                Coroutine<String> fails = () -> {
                    throw failure;
                };
                Coroutine<String> atOnce = () -> "at once";
                assertThat(staggeredRace(List.of(fails, atOnce, fails), delay))
                        .isEqualTo(new RaceResult<>("at once", 1, Arrays.asList(failure, null)));
                assertThat(staggeredRace(List.of(atOnce, fails), delay))
                        .isEqualTo(new RaceResult<>("at once", 0, Arrays.asList((Throwable) null)));
                assertThat(staggeredRace(List.<Coroutine<String>>of(), delay).isWon()).isFalse();
                assertThat(allTasks()).hasSize(1);
            });
        }
    }

    // EAG-12
    @Test
    void eagerTasks_areStaggeredByTheDelay() {
        Asyncio.run(eager(), () -> {
            List<String> log = new ArrayList<>();
            List<Coroutine<Integer>> coroutines = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                coroutines.add(() -> {
                    log.add(number + " starts at " + EventLoop.running().time().toMillis());
                    try {
                        return sleep(number == 2 ? ms(5) : HOUR, number);
                    } catch (CancelledError e) {
                        log.add(number + " cancelled at " + EventLoop.running().time().toMillis());
                        throw e;
                    }
                });
            }
            RaceResult<Integer> race = staggeredRace(coroutines, ms(10));
            assertThat(race.result()).isEqualTo(2);
            assertThat(race.exceptions()).hasSize(3).last().isNull();
            assertThat(race.exceptions().subList(0, 2))
                    .allSatisfy(e -> assertThat(e).isInstanceOf(CancelledError.class));
            assertThat(log).containsExactly("0 starts at 0", "1 starts at 10", "2 starts at 20",
                    "0 cancelled at 25", "1 cancelled at 25");
            assertThat(allTasks()).hasSize(1);
        });
    }

    // STG-02: the numbers are CPython 3.14's
    @Test
    void starts_takeAsManyTicksAsInCPython() {
        assertThat(ticksOf(lazy(), null, NOBODY)).containsExactly("0@1", "1@2", "2@3", "end@6");
        assertThat(ticksOf(lazy(), null, 0)).containsExactly("0@1", "end@4");
        assertThat(ticksOf(lazy(), HOUR, NOBODY)).containsExactly("0@1", "1@2", "2@3", "end@6");
        assertThat(ticksOf(lazy(), Duration.ZERO, NOBODY)).containsExactly("0@1", "1@5", "2@9", "end@15");
        assertThat(ticksOf(lazy(), Duration.ZERO, 0)).containsExactly("0@1", "end@4");
    }

    // EAG-12
    @Test
    void eagerStarts_takeAsManyTicksAsInCPython() {
        assertThat(ticksOf(eager(), null, NOBODY)).containsExactly("0@1", "1@2", "2@3", "end@6");
        assertThat(ticksOf(eager(), null, 0)).containsExactly("0@1", "end@4");
        assertThat(ticksOf(eager(), HOUR, NOBODY)).containsExactly("0@1", "1@2", "2@3", "end@6");
        assertThat(ticksOf(eager(), Duration.ZERO, NOBODY)).containsExactly("0@1", "1@2", "2@3", "end@6");
        assertThat(ticksOf(eager(), Duration.ZERO, 0)).containsExactly("0@1", "end@4");
    }

    /** When three coroutines start that fail at once, but for the winner, which succeeds at once. */
    private static List<String> ticksOf(EventLoopBuilder loop, Duration delay, int winner) {
        return Asyncio.run(loop, () -> {
            var t = new Ticks();
            ticks(1);
            t.begin();
            List<Coroutine<Integer>> coroutines = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                coroutines.add(() -> {
                    t.mark(String.valueOf(number));
                    if (number != winner) {
                        throw new IOException();
                    }
                    return number;
                });
            }
            staggeredRace(coroutines, delay);
            t.mark("end");
            return t.end();
        });
    }
}
