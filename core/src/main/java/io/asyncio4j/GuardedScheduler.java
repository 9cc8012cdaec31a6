package io.asyncio4j;

import io.asyncio4j.spi.Poller;

/** A {@link Scheduler} that says who may use it, and when. */
abstract sealed class GuardedScheduler extends Scheduler permits ReportingScheduler {

    // written by the loop's side, read by any thread
    volatile boolean running;
    volatile boolean closed;

    GuardedScheduler(Poller poller, TaskThreadsFactory factory) {
        super(poller, factory);
    }

    // Running.

    final void ensureCanRun() {
        ensureOpen();
        if (running) {
            throw new IllegalStateException("This event loop is already running: " + this);
        }
        EventLoop other = EventLoop.runningOrNull();
        if (other != null) {
            throw new IllegalStateException(
                    "Cannot run the event loop while another loop is running: " + other
                            + " runs in this thread");
        }
    }

    /** Runs turns on this thread, in {@code context}. */
    final void runHere(Context context) {
        synchronized (this) {
            if (running) {
                throw new IllegalStateException("This event loop is already running: " + this);
            }
            running = true;
        }
        try {
            RunningLoops.add((EventLoop) this);
            Watchdog.ensureWatching((EventLoop) this);
            FlightRecordings.beforeRun((EventLoop) this);
            runTurns(context);
        } finally {
            RunningLoops.remove((EventLoop) this);
            running = false;
        }
    }

    /** Runs {@code unwinding} with this thread as the loop's; part of {@link EventLoop#close}. */
    final void unwindHere(Runnable unwinding) {
        RunningLoops.add((EventLoop) this);
        try {
            unwindTasks(unwinding);
        } finally {
            RunningLoops.remove((EventLoop) this);
        }
    }

    // Guards.

    /** {@return the task that wants to await} */
    final Task<?> taskThatAwaits() {
        Task<?> task = current();
        if (task == null) {
            throw new IllegalStateException(
                    "cannot await in a callback of " + this
                            + ": callbacks run between tasks; create a task for it");
        }
        if (task.thread() == null) {
            throw new IllegalStateException(
                    "cannot await in a step of a generator-based coroutine, in " + task
                            + "; yield the awaitable");
        }
        return task;
    }

    /** Queues the wake-up of a task or a callback of a future that has become done. */
    final void enqueueIfOpen(Object entry) {
        if (closed && !unwinding) {
            ensureOpen();
        }
        enqueue(entry);
    }

    /** Says whether the calling thread may touch what is the loop's own: it holds the loop, or nobody does. */
    final boolean hasAccess() {
        return isHeldHere() || !running;
    }

    /** Throws if the loop runs and the calling thread does not hold it. */
    final void checkAccess(String operation) {
        if (!hasAccess()) {
            throw new IllegalStateException(
                    "Non-thread-safe operation: cannot " + operation + " " + this + " from "
                            + Thread.currentThread()
                            + ", which does not run it; use callSoonThreadsafe or runCoroutineThreadsafe");
        }
    }

    final void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("Event loop is closed: " + this);
        }
    }

    static CancelledError closedUnderTask() {
        return new CancelledError("the event loop was closed");
    }
}
