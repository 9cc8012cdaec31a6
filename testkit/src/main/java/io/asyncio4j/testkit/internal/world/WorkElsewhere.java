package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.spi.LoopObserver.ObservedTask;
import io.asyncio4j.spi.LoopObserver.Step;
import io.asyncio4j.spi.OutsideWorld.HandedOver;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Work that a simulated program does off its loop: it runs at once, while the loop is held. So it must not wait for the loop;
 * what does is named, with its stack.
 */
final class WorkElsewhere {

    private static final long LIMIT_SECONDS = 5;
    private static final long LOOK_AFTER_MILLIS = 20;
    private static final int ENOUGH_LOOKS = 5;
    private static final int ENOUGH_LOOKS_AT_A_CALL = 10;

    // null where nobody could be told
    private final @Nullable LoopHost host = LoopHost.current();
    // written by who holds the loop, read by any thread
    private volatile @Nullable Step running;
    private volatile @Nullable HandedOver waitsFor;

    void stepBegins(Step step) {
        running = step;
    }

    /** {@return the step that runs, or the last one} Any thread may ask. */
    @Nullable
    Step running() {
        return running;
    }

    /** {@return the thread that does the work which is waited for, or null} Any thread may ask. */
    @Nullable
    Thread worker() {
        HandedOver work = waitsFor;
        return work == null ? null : work.thread();
    }

    /** Waits until {@code work}, which another thread does, is over. */
    void await(HandedOver work, Arrivals arrivals, Runnable timeArrivals) {
        waitsFor = work;
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            int looks = 0;
            while (!work.awaitEnd(TimeUnit.MILLISECONDS.toNanos(LOOK_AFTER_MILLIS))) {
                String waits = arrivals.whoWaitsForTheLoop();
                looks = waits.isEmpty() ? 0 : looks + 1;
                if (looks == ENOUGH_LOOKS) {
                    timeArrivals.run(); // it is known, and ends when that has come in
                    throw new IllegalStateException(waits);
                }
                if (System.nanoTime() >= end) {
                    throw new IllegalStateException(
                            "work that was handed to another thread has not come back within " + LIMIT_SECONDS
                                    + " s of real time. In a simulation it is run at once, while the loop is held, so"
                                    + " it must not wait for the loop, and not for long.");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while work ran on another thread", e);
        } finally {
            waitsFor = null;
        }
    }

    /**
     * Something was sent to the loop by {@code sender}. If that is a call of {@code blocking}, it holds the loop itself, and
     * waits for ever if it waits for the answer: only another thread can see that.
     */
    void sent(Thread sender, Arrivals arrivals) {
        LoopHost host = this.host;
        boolean isOfBlocking = sender.isVirtual() && running instanceof ObservedTask task
                && sender.getName().equals(task.getName()); // a task's thread has its name
        if (host != null && waitsFor == null && isOfBlocking) {
            Thread.ofPlatform().daemon().name("asyncio4j-testkit-watch").start(() -> watch(arrivals, host));
        }
    }

    private static void watch(Arrivals arrivals, LoopHost host) {
        int looks = 0;
        String waits = "";
        try {
            while (looks < ENOUGH_LOOKS_AT_A_CALL) {
                Thread.sleep(LOOK_AFTER_MILLIS);
                if (arrivals.areAllTimed()) {
                    return;
                }
                waits = arrivals.whoWaitsForTheLoop();
                looks = waits.isEmpty() ? 0 : looks + 1;
            }
        } catch (InterruptedException e) {
            return;
        }
        host.abandon(waits);
    }
}
