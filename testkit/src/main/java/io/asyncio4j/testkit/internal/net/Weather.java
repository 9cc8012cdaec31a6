package io.asyncio4j.testkit.internal.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.SimulatedNetwork.Pieces;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What befalls the bytes of a network: how long they take, into what they are cut, which of them is the last. */
public final class Weather {

    /** Writes a line of the trace. */
    public interface Notes {
        /** Notes what has happened to whom. */
        void add(String what, String whom);
    }

    /** Is told of a fault that was ordered and has happened. */
    public interface Ordered {
        /** It has happened. */
        void happened();
    }

    /** That no byte is the one. */
    public static final long NEVER = -1;

    // fixed
    private final EventLoop loop;
    private final RandomGenerator chance;
    private final Notes notes;
    private final Ordered ordered;

    // what the test says
    long leastLatency;
    long mostLatency;
    Pieces pieces;
    int capacity = 64 * 1024;
    long bytesPerSecond = Long.MAX_VALUE;
    long lossAt;
    long halfOpenAt = NEVER;
    double lostDatagrams;

    // loop-confined
    private long delivered;
    private int connections;
    private int open;

    /** @param seeded whether a seed decides what the test does not say; otherwise nothing befalls anything by itself */
    public Weather(EventLoop loop, RandomGenerator chance, boolean seeded, long lossAt, Notes notes,
            Ordered ordered) {
        this.loop = loop;
        this.chance = chance;
        this.notes = notes;
        this.ordered = ordered;
        this.lossAt = lossAt;
        Pieces[] allPieces = Pieces.values();
        pieces = seeded ? allPieces[chance.nextInt(allPieces.length)] : Pieces.WHOLE;
        mostLatency = seeded ? Duration.ofMillis(1 << chance.nextInt(8)).toNanos() : 0;
        double[] lost = {0, 0, 0.1, 0.5};
        lostDatagrams = seeded ? lost[chance.nextInt(lost.length)] : 0;
    }

    /** Sets between which bounds the time is that something takes. */
    public void latency(long leastNanos, long mostNanos) {
        leastLatency = leastNanos;
        mostLatency = mostNanos;
    }

    /** Sets into what bytes are cut. */
    public void pieces(Pieces pieces) {
        this.pieces = pieces;
    }

    /** Sets how many bytes a direction holds that nobody has read. */
    public void capacity(int bytes) {
        capacity = bytes;
    }

    /** Sets how fast a direction is. */
    public void bytesPerSecond(long rate) {
        bytesPerSecond = rate;
    }

    /** Sets at which byte a connection is lost. */
    public void lossAt(long number) {
        lossAt = number;
    }

    /** Sets at which byte a connection falls silent. */
    public void halfOpenAt(long number) {
        halfOpenAt = number;
    }

    /** Sets with what probability a datagram gets lost. */
    public void lostDatagrams(double probability) {
        lostDatagrams = probability;
    }

    EventLoop loop() {
        return loop;
    }

    RandomGenerator chance() {
        return chance;
    }

    /** Adds a line to the trace. */
    public void note(String what, String whom) {
        notes.add(what, whom);
    }

    void orderedHappened() {
        ordered.happened();
    }

    /** {@return how long something takes from one end to the other} */
    public long latency() {
        long span = mostLatency - leastLatency;
        // more often short than long
        return span <= 0 ? leastLatency
                : leastLatency + (long) (span * chance.nextDouble() * chance.nextDouble());
    }

    /** {@return how long {@code count} bytes take to be sent} */
    long sending(int count) {
        return bytesPerSecond == Long.MAX_VALUE ? 0 : Math.max(1, count * 1_000_000_000L / bytesPerSecond);
    }

    /** {@return how many of {@code left} bytes make the next piece} */
    int piece(int left) {
        return switch (pieces) {
            case WHOLE -> left;
            case SINGLE_BYTES -> 1;
            case RANDOM -> 1 + chance.nextInt(left);
        };
    }

    /** {@return how many of {@code count} bytes that have come in one piece a reader gets at once} */
    int atOnce(int count) {
        return pieces == Pieces.SINGLE_BYTES ? 1 : count;
    }

    /** {@return how many of {@code count} bytes that are to be delivered next come in before {@code at}}, all of them if it is not among them */
    int before(long at, int count) {
        return at == NEVER || at >= delivered + count || at < delivered ? count : (int) (at - delivered);
    }

    void delivered(int count) {
        delivered += count;
    }

    /** {@return the name of the next connection} */
    public String nextConnection() {
        open += 2;
        return "c" + ++connections;
    }

    void closedOneEnd() {
        open--;
    }

    /** {@return how many ends of connections are open} */
    public int open() {
        return open;
    }
}
