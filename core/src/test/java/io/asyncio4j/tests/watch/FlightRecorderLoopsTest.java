package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.watch.FlightRecording.LOOP;
import static io.asyncio4j.tests.watch.FlightRecording.isObserved;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Loops that come and go while recordings do: JFR is listened to only while a loop runs. */
class FlightRecorderLoopsTest {

    private static EventLoop loop() {
        return Loops.virtual().name(LOOP).build();
    }

    private static List<String> tasks(FlightRecording recording) {
        return recording.stop("Task").stream().map(FlightRecording::text)
                .filter(text -> text.contains(" early ")).toList();
    }

    @Test
    void betweenTwoRuns_aRecordingRemainsTheSame_andItsTasksAreNotForgotten() {
        try (var recording = FlightRecording.start(); var loop = loop()) {
            var early = loop.createTask(TaskOptions.named("early"), () -> sleep(ms(5)));
            loop.runUntilComplete(() -> sleep(ms(1)));
            loop.runUntilComplete(early);
            assertThat(tasks(recording)).containsExactly("task 1 early done");
        }
    }

    @Test
    void betweenTwoRuns_anotherRecordingIsAnother() {
        try (var loop = loop()) {
            var early = loop.createTask(TaskOptions.named("early"), () -> sleep(ms(5)));
            try (var first = FlightRecording.start()) {
                loop.runUntilComplete(() -> sleep(ms(1)));
                assertThat(tasks(first)).isEmpty();
            }
            try (var second = FlightRecording.start()) {
                loop.runUntilComplete(early);
                assertThat(tasks(second)).containsExactly("task 1 early (old) done");
            }
        }
    }

    @Test
    void ofLoopsThatComeAndGoInSeveralThreads_eachIsObservedFromItsBeginning() {
        try (var _ = FlightRecording.start()) {
            inTwoThreads(() -> {
                for (int i = 0; i < 200; i++) {
                    try (var loop = loop()) {
                        loop.runUntilComplete(() -> assertThat(isObserved(loop)).isTrue());
                    }
                }
            });
            inTwoThreads(() -> {
                for (int i = 0; i < 20_000; i++) {
                    assertThat(isObserved(loop())).isTrue();
                }
            });
        }
        try (var loop = loop()) {
            loop.runUntilComplete(() -> assertThat(isObserved(loop)).isFalse());
        }
    }

    private static void inTwoThreads(Runnable command) {
        var threads = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 2; i++) {
            threads.add(
                    CompletableFuture.runAsync(command, run -> Thread.ofPlatform().daemon().start(run)));
        }
        threads.forEach(thread -> thread.orTimeout(50, TimeUnit.SECONDS).join());
    }
}
