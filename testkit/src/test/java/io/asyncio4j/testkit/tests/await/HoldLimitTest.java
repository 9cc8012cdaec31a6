package io.asyncio4j.testkit.tests.await;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.LoopObserver.Housekeeping;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.internal.leak.HoldLimit;
import io.asyncio4j.testkit.internal.leak.Leaks;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which steps a test is told of that have held its loop for longer than they may. */
class HoldLimitTest {

    private static final Duration LIMIT = Duration.ofMillis(1);

    private record Callback(String name) implements Step {
        @Override
        public String toString() {
            return name;
        }
    }

    private record Question(String name) implements Housekeeping {
        @Override
        public String toString() {
            return name;
        }
    }

    private static void hold() {
        long start = System.nanoTime();
        while (System.nanoTime() - start <= 2 * LIMIT.toNanos()) {
            Thread.onSpinWait();
        }
    }

    private static String told(Consumer<HoldLimit> steps) {
        try (EventLoop loop = EventLoop.create()) {
            var leaks = new Leaks(loop, List.of(), false);
            steps.accept(new HoldLimit(LIMIT, leaks));
            LeakError error = leaks.error();
            return error == null ? "" : error.getMessage();
        }
    }

    @Test
    void stepThatTakesLong_isTold() {
        var step = new Callback("<Handle Shop.close>");
        assertThat(told(limit -> {
            limit.stepBegins(step);
            hold();
            limit.stepEnds(step);
        })).contains("* callback <Handle Shop.close> has held the loop for ");
    }

    // jconsole asks what the tasks do, and the watchdog, whether they wait for each other
    @Test
    void workOfTheLibrarysOwn_isNoStepOfTheProgram() {
        var question = new Question("what the tasks do");
        assertThat(told(limit -> {
            limit.stepBegins(question);
            hold();
            limit.stepEnds(question);
        })).isEmpty();
    }

    @Test
    void stepWithinAnother_isTheOneThatIsTold() {
        var outer = new Callback("outer");
        var inner = new Callback("inner");
        assertThat(told(limit -> {
            limit.stepBegins(outer);
            limit.stepBegins(inner);
            hold();
            limit.stepEnds(inner);
            limit.stepEnds(outer);
        }).lines().filter(line -> line.startsWith("* ")).findFirst().orElse(""))
                .startsWith("* callback inner ");
    }
}
