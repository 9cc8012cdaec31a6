package io.asyncio4j.conformance;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.ExceptionHandler;
import io.asyncio4j.Runner;
import io.asyncio4j.conformance.wires.Wires;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The loops of a scenario, each with virtual time of its own: which one its statements are about, and which one runs.
 * One thread at a time uses this, since whoever lets another one do something waits for it.
 */
final class Loops {

    private final Threads threads;
    private final boolean mustLook;
    private final ExceptionHandler handler;
    private final Map<EventLoop, MillisecondClock> clocks = new LinkedHashMap<>();
    private final Map<EventLoop, Wires> wires = new LinkedHashMap<>();
    private final Map<Runner, MillisecondClock> clocksOfRunners = new LinkedHashMap<>();
    private final Map<Runner, EventLoop> loopsOfRunners = new LinkedHashMap<>();
    // the one that runs, or that ran last
    private @Nullable EventLoop current;
    private @Nullable EventLoop running;
    private int depthOfThreads;

    Loops(Threads threads, boolean mustLook, ExceptionHandler handler) {
        this.threads = threads;
        this.mustLook = mustLook;
        this.handler = handler;
    }

    EventLoop create() {
        var clock = new MillisecondClock(mustLook);
        EventLoop loop = options(clock).build();
        adopt(loop, clock);
        return loop;
    }

    /** {@return a runner} Signals are not its business. */
    Runner createRunner() {
        var clock = new MillisecondClock(mustLook);
        Runner runner = new Runner(options(clock)).cancelOn();
        clocksOfRunners.put(runner, clock);
        return runner;
    }

    private EventLoopBuilder options(MillisecondClock clock) {
        return EventLoop.builder().poller(clock).threads(threads).name("scenario");
    }

    private void adopt(EventLoop loop, MillisecondClock clock) {
        clocks.put(loop, clock);
        loop.setExceptionHandler(handler);
    }

    /** {@return the loop of a runner, made now if it was not there, or a loop itself} */
    EventLoop of(Object runnerOrLoop) {
        if (!(runnerOrLoop instanceof Runner runner)) {
            return (EventLoop) runnerOrLoop;
        }
        EventLoop loop = runner.getLoop();
        if (loopsOfRunners.putIfAbsent(runner, loop) == null) {
            adopt(loop, Objects.requireNonNull(clocksOfRunners.get(runner)));
        }
        return loop;
    }

    /** {@return the loop of a runner, or null if it has none yet, or a loop itself} */
    @Nullable
    EventLoop existing(Object runnerOrLoop) {
        return runnerOrLoop instanceof Runner runner ? loopsOfRunners.get(runner) : (EventLoop) runnerOrLoop;
    }

    /** {@return the loop that statements are about} */
    EventLoop current() {
        return Objects.requireNonNull(current, "no loop yet");
    }

    /** {@return the loop whose task or callback this is} Null outside of all and on other threads. */
    @Nullable
    EventLoop running() {
        return running;
    }

    boolean onThread() {
        return depthOfThreads > 0;
    }

    long millis() {
        return current == null ? 0 : clock(current).millis();
    }

    private MillisecondClock clock(EventLoop loop) {
        return Objects.requireNonNull(clocks.get(loop));
    }

    /** Makes statements be about {@code loop}, which runs from now on. */
    void enter(EventLoop loop) {
        current = loop;
        running = loop;
    }

    /** Makes statements be about {@code loop} within {@code use}, if that is not null, and lets it run if it says so. */
    <V extends @Nullable Object> V within(@Nullable EventLoop loop, boolean runs, Callable<V> use)
            throws Exception {
        EventLoop outerCurrent = current;
        EventLoop outerRunning = running;
        current = loop != null ? loop : current;
        running = runs ? loop : running;
        try {
            return use.call();
        } finally {
            current = outerCurrent != null ? outerCurrent : current;
            running = outerRunning;
        }
    }

    /** Has another thread do {@code work}: at {@code when} of the current loop's time, or at once if that is null. */
    void elsewhere(@Nullable Duration when, Runnable work) {
        EventLoop home = current;
        Runnable here = () -> {
            EventLoop outerCurrent = current;
            EventLoop outerRunning = running;
            current = home != null ? home : current;
            running = null;
            depthOfThreads++;
            try {
                work.run();
            } finally {
                depthOfThreads--;
                current = outerCurrent;
                running = outerRunning;
            }
        };
        if (when == null) {
            MillisecondClock.elsewhere(here);
        } else {
            clock(current()).callElsewhere(when, here);
        }
    }

    /** {@return the network of the loop that statements are about}, made now if there was none. */
    Wires wires() {
        return wires.computeIfAbsent(current(), loop -> {
            MillisecondClock clock = clock(loop);
            var made = new Wires(loop, clock::millis);
            clock.setWires(made);
            return made;
        });
    }

    /** Says whether the loop that statements are about has subprocesses, for which its time stands still. */
    void setChildren(boolean are) {
        clock(current()).setChildren(are);
    }

    boolean hasWires() {
        return !wires.isEmpty();
    }

    void closeAll() {
        for (EventLoop loop : clocks.keySet()) {
            if (!loop.isClosed()) {
                loop.setExceptionHandler((where, context) -> {});
                loop.close();
            }
        }
    }
}
