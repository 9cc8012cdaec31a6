package io.asyncio4j.inspect;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.trace.Flight;
import io.asyncio4j.internal.trace.Tools;

/**
 * A log of what a loop does, event by event: tasks and their steps, who wakes whom, cancellations, timers, waits. It is
 * switched on in a program that runs, for some seconds or for good, and keeps the newest events, of 16 bytes each.
 *
 * <pre>{@code
 * try (var log = FlightLog.start(EventLoop.running())) {
 *     serve();
 *     log.record().forEach(event -> IO.println(event));
 * }
 * }</pre>
 *
 * <p>From another process, {@code asyncio4j trace PID} does so and makes a timeline of it. A loop without one pays nothing
 * for this class. While one is on, each event costs the loop some 20 ns. A loop has one at a time.
 *
 * <p>All methods may be called by any thread.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class FlightLog implements AutoCloseable {

    private static final int MEBIBYTES = 32;

    private final Tools tools;
    private final Flight flight;

    private FlightLog(Tools tools, Flight flight) {
        this.tools = tools;
        this.flight = flight;
    }

    /**
     * {@return a log of {@code loop} that is on from now, with room for two million events}
     *
     * @throws IllegalStateException if the loop is closed, or has one already
     */
    public static FlightLog start(EventLoop loop) {
        return start(loop, MEBIBYTES);
    }

    /**
     * {@return a log of {@code loop} that is on from now} A running loop writes from its next turn on, if this is not its
     * own thread; what it runs at this moment is not in it.
     *
     * @param mebibytes how much memory to take, from 1 to 1,024; less if it is not a power of two
     * @throws IllegalArgumentException if it is another number
     * @throws IllegalStateException if the loop is closed, or has one already
     */
    public static FlightLog start(EventLoop loop, int mebibytes) {
        Tools tools = Tools.of(LoopCore.of(loop));
        return new FlightLog(tools, tools.startFlight(mebibytes, Long.MAX_VALUE));
    }

    /** {@return what is in it now} It stays on. */
    public FlightRecord record() {
        return FlightRecord.of(tools.record(flight));
    }

    /** Switches it off. {@return what is in it} */
    public FlightRecord stop() {
        return FlightRecord.of(tools.stop(flight));
    }

    /** Switches it off. Harmless if it is off. */
    @Override
    public void close() {
        tools.close(flight);
    }
}
