package io.asyncio4j.conformance;

import io.asyncio4j.conformance.wires.Wires;
import io.asyncio4j.spi.Poller;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time that says when nothing will ever run again, instead of waiting for it. Threads do their part at fixed
 * moments of it, while the loop looks for work. With subprocesses, which live in real time, it stands still until something
 * is heard of them.
 */
final class MillisecondClock implements Poller {

    private record Moment(long nanos, int number, Runnable work) {}

    private static final int LONGEST_SILENCE_SECONDS = 60;

    private final PriorityQueue<Moment> moments =
            new PriorityQueue<>(Comparator.comparingLong(Moment::nanos).thenComparingInt(Moment::number));
    private final boolean mustLook;
    private @Nullable Wires wires;
    private int moreMoments;
    private boolean children;
    private final Semaphore woken = new Semaphore(0);
    // written by the loop's thread, read by any
    private volatile long nanos;

    /** @param mustLook whether there are threads or a network, which the loop hears of while it looks */
    MillisecondClock(boolean mustLook) {
        this.mustLook = mustLook;
    }

    void setWires(Wires network) {
        wires = network;
    }

    /** Says whether there are subprocesses that may do something by themselves. */
    void setChildren(boolean are) {
        children = are;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    long millis() {
        return Duration.ofNanos(nanos).toMillis();
    }

    /** Has a thread do {@code work} when time has come that far, before the loop's own timers of that time. */
    void callElsewhere(Duration when, Runnable work) {
        moments.add(new Moment(when.toNanos(), moreMoments++, work));
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void poll(long timeoutNanos, boolean workElsewhere) {
        if (children && timeoutNanos != 0) {
            awaitWakeup();
            return;
        }
        long end = timeoutNanos == Long.MAX_VALUE ? Long.MAX_VALUE : nanos + timeoutNanos;
        Moment first = moments.peek();
        if (wires != null
                && (wires.notice() || hasHappened(wires, Math.min(end, first == null ? end : first.nanos)))) {
            return;
        }
        if (first != null && first.nanos <= end) {
            nanos = Math.max(nanos, first.nanos);
            for (Moment next; (next = moments.peek()) != null && next.nanos <= nanos;) {
                moments.remove();
                elsewhere(next.work);
            }
        } else if (end == Long.MAX_VALUE) {
            throw new Failures.Deadlock();
        } else {
            nanos = end;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private boolean hasHappened(Wires network, long end) {
        long next = network.nextNanos();
        if (next == Long.MAX_VALUE || next > end) {
            return false;
        }
        nanos = Math.max(nanos, next);
        network.happen();
        network.notice();
        return true;
    }

    /** Runs {@code work} on another thread, and waits until that has ended. */
    static void elsewhere(Runnable work) {
        Thread thread = Thread.ofPlatform().name("scenario-thread").start(work);
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitWakeup() {
        try {
            if (!woken.tryAcquire(LONGEST_SILENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new Failures.Deadlock();
            }
            woken.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeup() {
        woken.release();
    }

    @Override
    public boolean mustLook() {
        return mustLook;
    }
}
