package io.asyncio4j.tests.watch;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.kernel.LoopCore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** A recording of Java Flight Recorder that runs until it is closed, or is read: the events of one loop. */
final class FlightRecording implements AutoCloseable {

    static final String LOOP = "recorded loop";

    final Recording recording = new Recording();

    /** Starts one of all our events, whatever their defaults. */
    static FlightRecording startWithSteps() {
        var started = new FlightRecording();
        started.recording.enable("io.asyncio4j.Step");
        started.recording.start();
        return started;
    }

    /** Starts one with the settings that events have by themselves. */
    static FlightRecording start() {
        var started = new FlightRecording();
        started.recording.start();
        return started;
    }

    /** Stops it and gives the loop's events in the order of their ends. */
    List<RecordedEvent> stop() {
        try {
            Path file = Files.createTempFile("asyncio4j", ".jfr");
            try {
                recording.stop();
                recording.dump(file);
                return read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it and gives the loop's events of one kind. */
    List<RecordedEvent> stop(String kind) {
        return stop().stream().filter(event -> kind(event).equals(kind)).toList();
    }

    static List<RecordedEvent> read(Path file) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.asyncio4j."))
                .filter(event -> !kind(event).equals("Lost"))
                .filter(event -> event.getString("loop").equals(LOOP))
                .sorted(Comparator.comparing(RecordedEvent::getEndTime))
                .toList();
    }

    static String kind(RecordedEvent event) {
        return event.getEventType().getName().substring("io.asyncio4j.".length());
    }

    static String text(RecordedEvent event) {
        return switch (kind(event)) {
            case "Task" -> "task " + event.getLong("taskId") + " " + event.getString("taskName")
                    + (event.getBoolean("seenFromCreation") ? " " : " (old) ") + event.getString("outcome")
                    + (event.getString("exception") == null ? "" : " " + event.getString("exception"));
            case "Cancel" -> "cancel " + event.getLong("taskId") + " " + event.getString("taskName") + " "
                    + event.getString("message") + ", by " + event.getString("requestedBy");
            case "Step" -> "step " + event.getLong("taskId") + " " + event.getString("name");
            default -> kind(event);
        };
    }

    /** {@return whether anybody observes the loop} */
    static boolean isObserved(EventLoop loop) {
        return LoopCore.of(loop).turns.observation != null;
    }

    @Override
    public void close() {
        recording.close();
    }
}
