package io.asyncio4j.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The time of day in a test: it goes with the loop's time, and can jump on its own, as clocks do that are set. It begins at
 * 2030-01-01T00:00:00Z. Give it to code that asks for an {@link InstantSource} or a {@link Clock}. Any thread may ask.
 */
public final class WallClock extends Clock implements InstantSource {

    private static final long START_SECONDS = 1_893_456_000; // 2030-01-01T00:00:00Z

    private final Supplier<Duration> loopTime;
    private final ZoneId zone;
    private final Offset offset;

    private static final class Offset {
        volatile Duration value = Duration.ZERO;
    }

    /** Makes one that goes with {@code loopTime}, in UTC. */
    public WallClock(Supplier<Duration> loopTime) {
        this(Objects.requireNonNull(loopTime, "loopTime"), ZoneOffset.UTC, new Offset());
    }

    private WallClock(Supplier<Duration> loopTime, ZoneId zone, Offset offset) {
        this.loopTime = loopTime;
        this.zone = zone;
        this.offset = offset;
    }

    /** Lets it jump by {@code by}, which may be negative; the loop's time does not change. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer: the test
    public void jump(Duration by) {
        offset.value = offset.value.plus(by);
    }

    /** Sets it to {@code now}; the loop's time does not change. */
    public void set(Instant now) {
        jump(Duration.between(instant(), now));
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochSecond(START_SECONDS).plus(loopTime.get()).plus(offset.value);
    }

    @Override
    public long millis() {
        return instant().toEpochMilli();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** {@return this clock in another zone} The two jump together. */
    @Override
    public WallClock withZone(ZoneId zone) {
        return new WallClock(loopTime, Objects.requireNonNull(zone, "zone"), offset);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WallClock clock && clock.offset == offset && clock.zone.equals(zone);
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(offset) ^ zone.hashCode();
    }

    @Override
    public String toString() {
        return "<WallClock " + instant() + ">";
    }
}
