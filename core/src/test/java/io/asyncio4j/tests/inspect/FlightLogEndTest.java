package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.inspect.FlightEvent.Kind.FROM_OUTSIDE;
import static io.asyncio4j.inspect.FlightEvent.Kind.WOKEN;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.FlightLog;
import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A flight log that is off costs nothing, as the loop has no observer then; and what comes while a task has the loop. */
class FlightLogEndTest {

    @Test
    void afterwards_nothingIsWritten_andNobodyObservesTheLoop() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThat(LoopCore.of(loop).turns.observation).isNull();
            FlightLog log = FlightLog.start(loop);
            ticks(3);
            assertThat(LoopCore.of(loop).turns.observation).isNotNull();
            FlightRecord record = log.stop();
            ticks(100);
            assertThat(log.record().size()).isLessThan(record.size() + 20);
            assertThat(LoopCore.of(loop).turns.observation).isNull();
        });
    }

    /** A log of which no copy fits into the heap. */
    static final class WithoutMemory {
        public static void main(String[] args) {
            Asyncio.run(() -> {
                EventLoop loop = EventLoop.running();
                FlightLog log = FlightLog.start(loop, 32);
                for (int i = 0; i < 1_000_000; i++) { // two million events, with room for them
                    sleep(Duration.ZERO);
                }
                try {
                    IO.println(log.stop());
                } catch (OutOfMemoryError e) {
                    IO.println("no memory");
                }
                FlightLog.start(loop, 1).close();
                IO.println("and another one");
            });
        }
    }

    @Test
    void stopped_itIsOff_alsoWithoutMemoryForWhatItHasWritten() {
        var output = ChildJvm.run(WithoutMemory.class, ChildJvm.FLAG, "-Xmx80m");
        assertThat(output.lines()).containsExactly("no memory", "and another one");
        assertThat(output.exitCode()).isZero();
    }

    @Test
    void whatATaskWakes_beforeItStartsAnEagerOne_isNotForgotten() {
        var stories = new FlightStory[1];
        Loops.run(() -> {
            currentTask().setName("main");
            try (var log = FlightLog.start(EventLoop.running())) {
                ticks(1);
                createTask(TaskOptions.named("before"), () -> {});
                createTask(TaskOptions.named("eager").eager(), () -> ticks(1));
                ticks(3);
                stories[0] = new FlightStory(log.record());
            }
        });
        assertThat(stories[0].lines(WOKEN)).contains("WOKEN before <- main", "WOKEN eager <- eager");
    }

    /** {@return what is written down where another thread does {@code something} while a task has the loop} */
    private static FlightStory whileATaskHasTheLoop(Consumer<EventLoop> something) {
        var stories = new FlightStory[1];
        Loops.run(() -> {
            currentTask().setName("main");
            EventLoop loop = EventLoop.running();
            try (var log = FlightLog.start(loop)) {
                ticks(1);
                Thread.ofPlatform().start(() -> something.accept(loop)).join();
                ticks(3);
                stories[0] = new FlightStory(log.record());
            }
        });
        return stories[0];
    }

    /** It is a task's own thread that finds it, when that gives way; and not this task that has made it. */
    @Test
    void whatAnotherThreadHandsOver_whileATaskHasTheLoop_isFromOutside() {
        FlightStory story = whileATaskHasTheLoop(loop -> loop.callSoonThreadsafe(() -> {}));
        String handle = "<Handle FlightLogEndTest.<lambda>>";
        assertThat(story.lines(FROM_OUTSIDE)).contains("FROM_OUTSIDE " + handle);
        assertThat(story.lines(WOKEN)).noneMatch(line -> line.contains(handle));
    }

    @Test
    void soIsWorkOfTheLibrarysOwn() {
        FlightStory story = whileATaskHasTheLoop(loop -> loop.addObserver(new LoopObserver() {}));
        assertThat(story.lines(FROM_OUTSIDE)).contains("FROM_OUTSIDE change of observers");
        assertThat(story.lines(WOKEN)).noneMatch(line -> line.contains("change of observers"));
    }
}
