package io.asyncio4j.monitor.internal.timeline;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timelines of recordings of Java Flight Recorder. */
class JfrTimelinesTest {

    @TempDir private Path folder;

    private Path record(boolean steps, Threads threads) throws Exception {
        Path file = folder.resolve("look.jfr");
        try (var recording = new Recording()) {
            for (String event : List.of("Task", "Cancel", "SlowStep", "LoopLag")) {
                recording.enable("io.asyncio4j." + event);
            }
            if (steps) {
                recording.enable("io.asyncio4j.Step").withThreshold(Duration.ZERO);
            }
            recording.start();
            Asyncio.run(EventLoop.builder().name("recorded").threads(threads), () -> {
                var idle = createTask(TaskOptions.named("idle"), () -> sleep(Duration.ofHours(1)));
                createTask(TaskOptions.named("convert"), () -> {
                    Thread.sleep(150); // to hold the loop is what is recorded
                });
                sleep(Duration.ofMillis(1));
                idle.cancel("enough");
                sleep(Duration.ofMillis(1));
            });
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"true, CARRIED", "true, PORTABLE", "false, CARRIED", "false, PORTABLE"})
    void tasksStepsAndRequests_areThere(boolean steps, Threads threads) throws Exception {
        Recorded trace = Recorded.ofRecording(record(steps, threads));
        assertThat(trace.only("other").isEmpty()).isTrue();
        assertThat(trace.lines()).first().asString().startsWith("loop recorded: ");
        assertThat(trace.lines())
                .anyMatch(line -> line.startsWith("  long-step: Task 'convert' held the loop for "))
                .anyMatch(line -> line
                        .startsWith(steps ? "  note: A recording of" : "  note: This recording has slow"));
        Timeline timeline = JfrTimelines.of(folder.resolve("look.jfr")).getFirst();
        assertThat(timeline.tasks).anySatisfy(task -> {
            assertThat(task.name).isEqualTo("idle");
            assertThat(task.outcome).isEqualTo("cancelled");
        });
        assertThat(timeline.marks).anySatisfy(mark -> {
            assertThat(mark.kind()).isEqualTo(Timeline.Mark.Kind.CANCEL);
            assertThat(mark.text()).startsWith("enough, by Task-");
        });
        assertThat(timeline.steps).hasSizeGreaterThan(steps ? 3 : 0);
    }

    @Test
    void aRecordingOfSomethingElse_isEmpty() throws Exception {
        Path file = folder.resolve("other.jfr");
        try (var recording = new Recording()) {
            recording.start();
            recording.stop();
            recording.dump(file);
        }
        assertThat(Recorded.ofRecording(file).isEmpty()).isTrue();
    }
}
