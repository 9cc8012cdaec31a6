package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.watch.FlightRecording.LOOP;
import static io.asyncio4j.tests.watch.FlightRecording.isObserved;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

/** What the recordings of Java Flight Recorder tell of a loop. */
class FlightRecorderTest {

    private static final Set<String> STORY = Set.of("Task", "Cancel");

    private static EventLoopBuilder builder() {
        return Loops.virtual().name(LOOP);
    }

    private static void run(VoidCoroutine main) {
        Asyncio.run(builder(), main);
    }

    private static void spin(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static List<String> texts(List<RecordedEvent> events) {
        return events.stream().map(FlightRecording::text).toList();
    }

    /** Stops it and tells of its tasks and cancellations; whatever else a busy machine brings about. */
    private static List<String> story(FlightRecording recording) {
        return recording.stop().stream().filter(event -> STORY.contains(FlightRecording.kind(event)))
                .map(FlightRecording::text).map(line -> line.replaceFirst("Task-\\d+", "closing")).toList();
    }

    private static void nameMain() {
        currentTask().setName("main");
    }

    private static void cancelVictim() {
        var victim = createTask(TaskOptions.named("victim"), () -> sleep(ms(50)));
        sleep(Duration.ZERO);
        victim.cancel("enough");
        assertThatThrownBy(victim::await).isInstanceOf(CancelledError.class);
    }

    @Test
    void aRecordingTellsHowEachTaskEnded() {
        try (var recording = FlightRecording.start()) {
            run(() -> {
                nameMain();
                cancelVictim();
                var failing = createTask(TaskOptions.named("failing"), () -> {
                    sleep(ms(7));
                    throw new IOException("gone");
                });
                assertThatThrownBy(failing::await).isInstanceOf(IOException.class);
            });
            assertThat(story(recording)).containsExactly(
                    "cancel 2 victim enough, by main",
                    "task 2 victim cancelled",
                    "task 3 failing failed java.io.IOException: gone",
                    "task 1 main done",
                    "task 4 closing done", // it closes generators
                    "task 5 closing done"); // it shuts the default executor down
        }
    }

    @Test
    void aCancelEventHasTheStackOfWhoAsked() {
        try (var recording = FlightRecording.start()) {
            run(FlightRecorderTest::cancelVictim);
            var cancel = recording.stop("Cancel").getFirst();
            assertThat(cancel.getStackTrace().getFrames()).map(RecordedFrame::getMethod)
                    .extracting(method -> method.getName()).contains("cancelVictim");
            assertThat(cancel.getString("coroutine")).contains("FlightRecorderTest");
        }
    }

    @Test
    void textFormsThatFailOrAreLongDoNoHarm() {
        class Hostile extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no text");
            }
        }
        try (var recording = FlightRecording.start()) {
            run(() -> {
                var hostile = createTask(TaskOptions.named("hostile"), () -> {
                    throw new Hostile();
                });
                var lengthy = createTask(TaskOptions.named("long"), () -> {
                    throw new IllegalArgumentException("x".repeat(5_000));
                });
                assertThatThrownBy(hostile::await).isInstanceOf(Hostile.class);
                assertThatThrownBy(lengthy::await).isInstanceOf(IllegalArgumentException.class);
            });
            var tasks = recording.stop("Task");
            assertThat(FlightRecording.text(tasks.get(0))).startsWith("task 2 hostile failed <")
                    .endsWith("Hostile: toString failed, java.lang.IllegalStateException>");
            assertThat(tasks.get(1).getString("exception")).hasSize(1_000).endsWith("xxx...");
        }
    }

    @Test
    void eachStepIsToldIfTheRecordingAsksForIt() {
        try (var recording = FlightRecording.startWithSteps()) {
            run(() -> {
                nameMain();
                var eager = createTask(TaskOptions.named("eager").eager(), () -> sleep(ms(1)));
                createTask(TaskOptions.named("quick"), () -> {});
                eager.await();
            });
            var steps = recording.stop("Step");
            assertThat(texts(steps).subList(0, 5)).containsExactly(
                    "step 2 eager", "step 1 main", "step 3 quick", texts(steps).get(3), "step 2 eager");
            assertThat(texts(steps).get(3)).startsWith("step 0 <");
            assertThat(steps.get(1).getStartTime()).isBefore(steps.get(0).getStartTime());
        }
    }

    @Test
    void stepsAreNotToldByDefault() {
        try (var recording = FlightRecording.start()) {
            run(() -> sleep(ms(1)));
            assertThat(recording.stop("Step")).isEmpty();
        }
    }

    @Test
    void aStepOverTheSlowCallbackDurationIsSlowAndMakesTheTurnLag() {
        try (var recording = FlightRecording.start()) {
            run(() -> {
                EventLoop.running().setSlowCallbackDuration(ms(40));
                var slow = createTask(TaskOptions.named("slow"), () -> {
                    createTask(TaskOptions.named("within").eager(), () -> spin(50));
                    spin(10);
                });
                createTask(TaskOptions.named("neighbour"), () -> {});
                slow.await();
            });
            var events = recording.stop();
            var slow = only(events, "SlowStep", event -> event.getString("name").equals("slow"));
            assertThat(slow.getDuration()).isGreaterThanOrEqualTo(ms(60));
            assertThat(slow.getLong("taskId")).isEqualTo(2);
            var lag = only(events, "LoopLag", event -> event.getInt("steps") == 2);
            assertThat(lag.getDuration()).isGreaterThanOrEqualTo(slow.getDuration());
            assertThat(events).noneMatch(event -> FlightRecording.kind(event).equals("SlowStep")
                    && event.getString("name").equals("within"));
        }
    }

    private static RecordedEvent only(List<RecordedEvent> events, String kind,
            Predicate<RecordedEvent> which) {
        var found = events.stream().filter(event -> FlightRecording.kind(event).equals(kind)).filter(which)
                .toList();
        assertThat(found).as(kind).hasSize(1);
        return found.getFirst();
    }

    @Test
    void nothingIsSlowIfTheLoopSaysNever() {
        try (var recording = FlightRecording.start()) {
            run(() -> {
                EventLoop.running().setSlowCallbackDuration(null);
                spin(120);
            });
            assertThat(recording.stop("SlowStep")).isEmpty();
        }
    }

    @Test
    void aTimerThatIsLateMakesALag() {
        var late = new LateClock();
        try (var recording = FlightRecording.start()) {
            Asyncio.run(EventLoop.builder().name(LOOP).poller(late), () -> sleep(ms(5)));
            var lag = only(recording.stop(), "LoopLag", event -> event.getLong("timerLateness") > 0);
            assertThat(lag.getDuration("timerLateness")).isEqualTo(ms(25));
        }
    }

    /** Always oversleeps by 25 ms. */
    private static final class LateClock implements Poller {

        private volatile long nanos;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void poll(long timeoutNanos, boolean workElsewhere) {
            if (timeoutNanos > 0 && timeoutNanos < Long.MAX_VALUE) {
                long before = nanos;
                nanos = before + timeoutNanos + 25_000_000;
            }
        }

        @Override
        public void wakeup() {}
    }

    @Test
    void theTimeBetweenTwoRunsOfALoopIsNoLag() {
        try (var recording = FlightRecording.start(); var loop = builder().build()) {
            loop.runUntilComplete(() -> sleep(ms(1)));
            spin(30);
            Instant between = Instant.now();
            spin(30);
            loop.runUntilComplete(() -> sleep(ms(1)));
            assertThat(recording.stop("LoopLag")) // there may be others, where the machine is busy
                    .noneMatch(
                            lag -> lag.getStartTime().isBefore(between) && lag.getEndTime().isAfter(between));
        }
    }

    @Test
    void aRecordingThatStartsAndStopsAmidARunTellsWhatLiesBetween() {
        run(() -> {
            nameMain();
            var loop = EventLoop.running();
            assertThat(isObserved(loop)).isFalse();
            var before = createTask(TaskOptions.named("before"), () -> sleep(ms(10)));
            createTask(TaskOptions.named("unseen"), () -> {}).await();
            var recording = FlightRecording.start();
            try {
                createTask(TaskOptions.named("during"), () -> {}).await();
                before.await();
                var left = createTask(TaskOptions.named("left"), () -> sleep(ms(10)));
                assertThat(isObserved(loop)).isTrue();
                assertThat(story(recording)).containsExactly("task 4 during done",
                        "task 2 before (old) done");
                assertThat(isObserved(loop)).isFalse();
                left.await();
            } finally {
                recording.close();
            }
        });
    }

    @Test
    void anotherThreadMayStartARecordingAndStopItWhileTheLoopRuns() {
        run(() -> {
            for (int round = 0; round < 3; round++) {
                var recording = Asyncio.toThread(FlightRecording::start);
                awaitObserved(true);
                Asyncio.toThread(() -> recording.stop());
                awaitObserved(false);
                recording.close();
            }
        });
    }

    private static void awaitObserved(boolean observed) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (isObserved(EventLoop.running()) != observed) {
            assertThat(System.nanoTime()).as("observed: " + observed).isLessThan(end);
            sleep(Duration.ZERO);
        }
    }

    @Test
    void twoRecordingsAreOneReasonToBeObserved() {
        try (var first = FlightRecording.start(); var second = FlightRecording.start()) {
            run(() -> {
                var loop = EventLoop.running();
                first.stop();
                assertThat(isObserved(loop)).isTrue();
                second.stop();
                assertThat(isObserved(loop)).isFalse();
            });
        }
    }

    @Test
    void aLoopThatDoesNotRunFollowsWhenItRunsAgain() {
        try (var recording = FlightRecording.start(); var loop = builder().build()) {
            assertThat(isObserved(loop)).isTrue();
            recording.stop();
            loop.runUntilComplete(() -> assertThat(isObserved(loop)).isFalse());
            try (var again = FlightRecording.start()) {
                loop.runUntilComplete(() -> assertThat(isObserved(loop)).isTrue());
                assertThat(again.stop("Task")).hasSize(1);
            }
        }
    }

    @Test
    void aSecondRecordingTellsOfSlowStepsToo() {
        try (var loop = builder().build()) {
            try (var first = FlightRecording.start()) {
                loop.runUntilComplete(() -> sleep(ms(1)));
                first.stop(); // while the loop does not run, and so does not see it
            }
            awaitEndOfTicker();
            try (var second = FlightRecording.start()) {
                loop.runUntilComplete(() -> {
                    EventLoop.running().setSlowCallbackDuration(ms(40));
                    for (int i = 0; i < 20; i++) {
                        createTask(() -> {}).await(); // the first steps are timed in any case
                    }
                    createTask(TaskOptions.named("slow"), () -> spin(60)).await();
                });
                assertThat(second.stop("SlowStep")).anyMatch(event -> event.getString("name").equals("slow"));
            }
        }
    }

    private static void awaitEndOfTicker() {
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("asyncio4j-jfr-ticker"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRecordingStreamTellsAsItHappens() throws Exception {
        var seen = new CopyOnWriteArrayList<String>();
        try (var stream = new RecordingStream()) {
            stream.onEvent("io.asyncio4j.Task", event -> {
                if (LOOP.equals(event.getString("loop"))) {
                    seen.add(event.getString("taskName") + " " + event.getString("outcome"));
                }
            });
            stream.startAsync();
            run(() -> createTask(TaskOptions.named("streamed"), () -> {}).await());
            stream.stop();
        }
        assertThat(seen).contains("streamed done");
    }
}
