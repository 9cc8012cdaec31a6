package io.asyncio4j.internal.run;

import io.asyncio4j.Runner;
import io.asyncio4j.Signal;
import io.asyncio4j.SignalExit;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.loop.Signals;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What signals do to one run of a {@link Runner}: the first one cancels the main task, the second one ends the JVM.
 */
public final class Interruption implements Signals.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    // the interrupted runs that have not ended yet; guarded by the class
    private static final Set<Interruption> UNDER_WAY = new HashSet<>();

    private final LoopCore loop;
    private final Set<Signal> signals;
    private final Thread thread = Thread.currentThread();

    // written before the loop runs
    private @Nullable TaskImpl<?> main;
    // loop-confined
    private boolean delivered;

    // guarded by the class
    private @Nullable Signal caught;
    private boolean over;
    private boolean closing;

    Interruption(LoopCore loop, Set<Signal> signals) {
        this.loop = loop;
        this.signals = signals;
    }

    /** Waits for the signals; if {@code isDemanded}, it is an error if one of them cannot be caught. */
    void watch(boolean isDemanded) {
        try {
            for (Signal signal : signals) {
                if (isDemanded) {
                    Signals.addRun(signal, this);
                } else {
                    Signals.addRunIfFree(signal, this);
                }
            }
        } catch (Throwable e) {
            unwatch();
            throw e;
        }
    }

    /** Says which task it is that the first signal cancels. */
    void setMain(TaskImpl<?> main) {
        this.main = main;
    }

    /** Ends the watch: what comes from now on is not this run's. */
    void unwatch() {
        signals.forEach(signal -> Signals.remove(signal, this));
        synchronized (Interruption.class) {
            over = true;
            if (caught == null) {
                ended();
            }
        }
    }

    /** {@return the signal that has come first, or null} */
    @Nullable
    Signal caught() {
        synchronized (Interruption.class) {
            return caught;
        }
    }

    /** {@return whether the main task was cancelled for it} It may have been done already. */
    boolean isDelivered() {
        return delivered;
    }

    // Before any run is told: the first one that ends must wait for all others.
    @Override
    public void announced() {
        synchronized (Interruption.class) {
            if (!over) {
                UNDER_WAY.add(this);
            }
        }
    }

    @Override
    public void caught(Signal signal) {
        synchronized (Interruption.class) {
            if (caught == null && !over) {
                caught = signal;
                Callbacks.threadsafeUnlessClosed(loop, this::deliver);
                return;
            }
        }
        System.exit(signal.exitStatus()); // somebody does not want to wait for the clean-up
    }

    private void deliver() {
        delivered = Objects.requireNonNull(main).cancelAndShow();
    }

    /** Notes that the runner is being closed. */
    void closing() {
        synchronized (Interruption.class) {
            closing = true;
        }
    }

    /** Notes that nothing of the run is left, its runner's other tasks included. */
    void ended() {
        synchronized (Interruption.class) {
            UNDER_WAY.remove(this);
            Interruption.class.notifyAll();
        }
    }

    /** Makes {@code exit} end the JVM with the status of its signal if it leaves this thread uncaught. */
    void exitIfUncaught(SignalExit exit) {
        Thread thread = Thread.currentThread();
        Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        if (handler instanceof Exit before) { // of an earlier run, whose exception was caught
            handler = before.otherwise;
        }
        thread.setUncaughtExceptionHandler(new Exit(this, exit, handler));
    }

    private record Exit(Interruption run, SignalExit exit, Thread.UncaughtExceptionHandler otherwise)
            implements Thread.UncaughtExceptionHandler {

        @Override
        public void uncaughtException(Thread thread, Throwable e) {
            if (e == exit) {
                run.ended();
                awaitOthers();
                System.exit(exit.signal().exitStatus());
            }
            otherwise.uncaughtException(thread, e);
        }
    }

    /**
     * Lets the runs in other threads that were interrupted, too, clean up. One whose runner is neither running nor being
     * closed may stay so for ever: it gets a moment.
     */
    private static void awaitOthers() {
        long patience = System.nanoTime() + PATIENCE.toNanos();
        synchronized (Interruption.class) {
            UNDER_WAY.removeIf(run -> run.thread == Thread.currentThread());
            while (UNDER_WAY.stream().anyMatch(run -> !run.over || run.closing)
                    || (!UNDER_WAY.isEmpty() && System.nanoTime() < patience)) {
                try {
                    Interruption.class.wait(100);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
