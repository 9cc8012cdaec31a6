package io.asyncio4j.internal.thread;

import io.asyncio4j.internal.thread.PrivateVirtualThreads.Access;
import io.asyncio4j.internal.thread.PrivateVirtualThreads.ChangedJdk;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs one virtual thread on a scheduler of its own, step by step, and sees whether this JDK does all that
 * {@link CarriedThread} builds on. A later one may have the same methods and fields, and mean something else by them.
 */
/*
 * It belongs to the initialiser of PrivateVirtualThreads and may run on other threads than that, so it names nothing of
 * it: whoever does waits until that initialiser is over.
 */
final class SchedulerTrial implements Executor, Runnable {

    private static final String NAME = "asyncio4j-trial";

    // fixed
    private final Access access;
    private final ThreadLocal<String> local = new ThreadLocal<>();
    private final ThreadLocal<String> inheritable = new InheritableThreadLocal<>();

    // written by the two sides in turns, if the JDK is as it should be; each look is after both have stopped
    private @Nullable Runnable continuation;
    private @Nullable Thread lastHandedOverOn;
    private int handedOver;
    private @Nullable Thread carrier;
    private int steps;
    private @Nullable Throwable failure;

    private SchedulerTrial(Access access) {
        this.access = access;
    }

    /** Makes the trial, on a platform thread: on a virtual one no other can be carried. */
    static void of(Access access) throws InterruptedException {
        var trial = new SchedulerTrial(access);
        if (!Thread.currentThread().isVirtual()) {
            trial.make();
            return;
        }
        Thread.ofPlatform().daemon().name(NAME).start(trial::makeElsewhere).join();
        if (trial.failure != null) {
            throw new ChangedJdk(String.valueOf(trial.failure.getMessage()), trial.failure);
        }
    }

    private void makeElsewhere() {
        try {
            make();
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void make() {
        Thread own = Thread.currentThread();
        Thread thread = access.newThread(this, "", this);
        access.name().set(thread, NAME);
        check(thread.isVirtual() && thread.getName().equals(NAME),
                "java.lang.Thread.name is not the name of a thread");
        thread.setUncaughtExceptionHandler((_, _) -> {});
        check(access.uncaughtExceptionHandler().get(thread) == thread.getUncaughtExceptionHandler(),
                "java.lang.Thread.uncaughtExceptionHandler is not the handler that was set");
        thread.start();
        Runnable first = continuation;
        check(first != null && handedOver == 1 && steps == 0,
                "a virtual thread does not give its scheduler what it is to run");
        go(first);
        check(steps == 1, "a virtual thread does not run where its scheduler runs it, up to Thread.yield()");
        check(carrier == own,
                "java.lang.Thread.currentCarrierThread() is not the thread that carries a virtual one");
        check(handedOver == 2 && continuation == first && lastHandedOverOn == own,
                "Thread.yield() does not give the scheduler the same thing to run again, on the same thread");
        go(first);
        check(steps >= 2, "a virtual thread does not go on where its scheduler runs it again");
        check(steps == 3, "a virtual thread does not forget its thread-locals with"
                + " java.lang.Thread.threadLocals and inheritableThreadLocals");
        check(!thread.isAlive(), "a virtual thread does not end where its scheduler runs it");
    }

    private void go(@Nullable Runnable continuation) {
        if (continuation != null) {
            continuation.run();
        }
        check(failure == null, "a virtual thread fails on a scheduler of ours: " + failure);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ChangedJdk(otherwise, null);
        }
    }

    /** The scheduler. */
    @Override
    public void execute(Runnable continuation) {
        this.continuation = continuation;
        lastHandedOverOn = Thread.currentThread();
        handedOver++;
    }

    /** The virtual thread's main method. */
    @Override
    public void run() {
        try {
            carrier = access.currentCarrier();
            local.set(NAME);
            inheritable.set(NAME);
            steps = 1;
            Thread.yield();
            steps = 2;
            access.threadLocals().set(Thread.currentThread(), null);
            access.inheritableThreadLocals().set(Thread.currentThread(), null);
            if (local.get() == null && inheritable.get() == null) {
                steps = 3;
            }
        } catch (Throwable e) {
            failure = e;
        }
    }
}
