package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.monitor.internal.timeline.Recorded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A timeline of a loop: one that is being recorded, one that can be shown, or why there is none. For any thread. */
public final class Recording {

    /** How it stands. */
    public enum State {
        /** The loop writes down what it does, or the page is being made of that. */
        RECORDING,
        /** It can be shown. */
        READY,
        /** There is none; the message says why. */
        FAILED
    }

    // fixed
    private final long number;
    private final long pid;
    private final LoopWatch loop;
    private final int seconds;
    private final long atMillis;

    // written by the recording's thread; the state last
    private volatile List<String> lines = List.of();
    private volatile byte[] page = {};
    private volatile byte[] perfetto = {};
    private volatile String message = "";
    private volatile State state = State.RECORDING;

    Recording(long number, long pid, LoopWatch loop, int seconds, long atMillis) {
        this.number = number;
        this.pid = pid;
        this.loop = loop;
        this.seconds = seconds;
        this.atMillis = atMillis;
    }

    void ready(Recorded recorded) {
        lines = recorded.lines();
        page = packed(recorded::writePage);
        perfetto = packed(recorded::writePerfetto);
        state = State.READY;
    }

    void fail(String why) {
        message = why;
        state = State.FAILED;
    }

    private interface Document {
        void write(Writer out) throws IOException;
    }

    private static byte[] packed(Document document) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
            document.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no device
        }
        return bytes.toByteArray();
    }

    /** {@return its number}, by which it can be asked for */
    public long number() {
        return number;
    }

    /** {@return whether it is of that loop of that process} */
    public boolean isOf(long pid, LoopWatch loop) {
        return this.pid == pid && this.loop == loop;
    }

    /** {@return for how long it was to go on} */
    public int seconds() {
        return seconds;
    }

    /** {@return when it began, on the watch's clock} */
    public long atMillis() {
        return atMillis;
    }

    /** {@return how it stands} */
    public State state() {
        return state;
    }

    /** {@return why there is none; empty if there is} */
    public String message() {
        return message;
    }

    /** {@return what there is to say of it}, once it is ready */
    public List<String> lines() {
        return lines;
    }

    /** {@return the page, packed by gzip}, once it is ready */
    public byte[] page() {
        return page;
    }

    /** {@return the file for Perfetto, packed by gzip}, once it is ready */
    public byte[] perfetto() {
        return perfetto;
    }
}
