package io.asyncio4j.inspect;

import io.asyncio4j.internal.trace.FlightReader;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * What a {@link FlightLog} has written: the newest events of a loop, and how many are missing.
 *
 * <p>It is immutable, and keeps nothing of the loop alive.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class FlightRecord {

    private final FlightReader reader;

    private FlightRecord(FlightReader reader) {
        this.reader = reader;
    }

    /**
     * {@return the record that {@code bytes} are}
     *
     * @param bytes what {@link #toBytes} or {@link EventLoopMXBean#stopFlightLog} has given; not to be changed afterwards
     * @throws IllegalArgumentException if they are something else, or of a version that this one cannot read
     */
    public static FlightRecord of(byte[] bytes) {
        return new FlightRecord(new FlightReader(bytes));
    }

    /** {@return it as bytes} They are not to be changed. */
    public byte[] toBytes() {
        return reader.bytes();
    }

    /** {@return the loop's name} */
    public String loop() {
        return reader.loop();
    }

    /** {@return {@code carried} or {@code portable}} See {@link io.asyncio4j.EventLoopBuilder.Threads}. */
    public String threads() {
        return reader.threads();
    }

    /** {@return when the log began, to the millisecond} */
    public Instant begin() {
        return Instant.ofEpochMilli(reader.startMillis());
    }

    /** {@return how long the log was on} */
    public Duration duration() {
        return Duration.ofNanos(reader.nanos());
    }

    /** {@return how long a step may take, see {@link io.asyncio4j.EventLoop#setSlowCallbackDuration}} Very long for ever. */
    public Duration slowCallbackDuration() {
        return Duration.ofNanos(reader.slowNanos());
    }

    /** {@return how many events there are} */
    public int size() {
        return reader.size();
    }

    /** {@return how many older events there was no room for} */
    public long lost() {
        return reader.lost();
    }

    /** {@return how many texts there was no room for} Their events have no text. */
    public int lostTexts() {
        return reader.lostTexts();
    }

    /**
     * Gives {@code taker} each event in turn, in the order in which they happened. At the end come those that are known from
     * elsewhere, and may be older: {@code HOLDS}, {@code UNRETRIEVED}, {@code AT_END}, and the names of tasks of that time.
     */
    public void forEach(Consumer<? super FlightEvent> taker) {
        reader.forEach(taker);
    }

    @Override
    public String toString() {
        return "<FlightRecord of " + loop() + " events=" + size() + " lost=" + lost() + ">";
    }
}
