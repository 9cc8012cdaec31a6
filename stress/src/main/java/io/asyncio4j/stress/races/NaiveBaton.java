package io.asyncio4j.stress.races;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A baton between a loop and a virtual thread as one writes it at first: who gives it away parks once, and takes being
 * awake for having it. Waits are bounded, so that the one who has lost a wake-up can be seen.
 */
final class NaiveBaton implements Runnable {

    private static final long LONG_ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Consumer<NaiveBaton> body;
    final Thread thread = Thread.ofVirtual().unstarted(this);

    private volatile @Nullable Thread loop;
    private volatile boolean running;
    private boolean started;

    NaiveBaton(Consumer<NaiveBaton> body) {
        this.body = body;
    }

    void resume() {
        loop = Thread.currentThread();
        running = true;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
        LockSupport.parkNanos(this, LONG_ENOUGH_NANOS);
    }

    void suspend() {
        running = false;
        LockSupport.unpark(loop);
        LockSupport.parkNanos(this, LONG_ENOUGH_NANOS);
    }

    /** Gives the baton away, and stays. */
    void leave() {
        running = false;
        LockSupport.unpark(loop);
    }

    /** Says that it is back before it waits for the baton, and says then that it does not have it. */
    void rejoin(Runnable door) {
        door.run();
        running = false;
        long begin = System.nanoTime();
        while (!running && System.nanoTime() - begin < LONG_ENOUGH_NANOS) {
            LockSupport.parkNanos(this, LONG_ENOUGH_NANOS);
        }
    }

    boolean isRunning() {
        return running;
    }

    @Override
    public void run() {
        body.accept(this);
        leave();
    }
}
