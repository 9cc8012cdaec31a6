package io.asyncio4j.monitor;

import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.monitor.internal.parts.MonitorParts;
import io.asyncio4j.monitor.internal.timeline.Recorded;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/**
 * What a few loops did meanwhile, ready to be written as a page with a timeline, as a file for Perfetto, and as lines for a
 * terminal. It does not change; for any thread.
 *
 * <pre>{@code
 * try (var log = FlightLog.start(EventLoop.running())) {
 *     serveForAWhile();
 *     var trace = Trace.of("orders", List.of(log.record()));
 *     trace.write(Path.of("orders.html"));
 *     trace.lines().forEach(IO::println);
 * }
 * }</pre>
 *
 * <p>The page is one file, which asks nobody for anything: a lane for the loop and one for each task, in it a bar for each
 * step, and arrows for who woke whom. What looks wrong is there as sentences.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class Trace {

    private final Recorded recorded;

    private Trace(Recorded recorded) {
        this.recorded = recorded;
    }

    /**
     * {@return what is in flight logs}
     *
     * @param title what it is about, for people
     */
    public static Trace of(String title, List<FlightRecord> records) {
        MonitorParts.ensureTimelines();
        return new Trace(Recorded.of(title, records));
    }

    /**
     * {@return what is in a recording of Java Flight Recorder} It may be empty.
     *
     * @throws IOException if {@code file} cannot be read, or is something else
     */
    public static Trace ofRecording(Path file) throws IOException {
        MonitorParts.ensureTimelines();
        return new Trace(Recorded.ofRecording(file));
    }

    /** {@return whether there is nothing of any loop in it} */
    public boolean isEmpty() {
        return recorded.isEmpty();
    }

    /** {@return the same of the loop that is called {@code name} only} */
    public Trace only(String name) {
        return new Trace(recorded.only(name));
    }

    /**
     * Writes it to {@code file}: for Perfetto if that is called {@code .json}, else as a page.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        recorded.write(file);
    }

    /**
     * Writes it as a page, which needs nothing else. {@code out} stays open.
     *
     * @throws IOException if it cannot be written
     */
    public void writePage(Writer out) throws IOException {
        recorded.writePage(out);
    }

    /** {@return whether a file with this name is written for Perfetto} */
    public static boolean isForPerfetto(Path file) {
        return Recorded.isForPerfetto(file);
    }

    /** {@return what there is to say of it}: for each loop a line, what was left out, and what is wrong; for a terminal */
    public List<String> lines() {
        return recorded.lines();
    }
}
