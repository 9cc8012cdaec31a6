package io.asyncio4j.internal.trace;

import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.kernel.Turns;
import io.asyncio4j.internal.watch.Culprit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that looks again and again at what has a loop, until it is told to stop, its time is over or the loop is
 * closed. It reads plain fields of a loop that runs on another thread: what it reads may not fit together, so it looks
 * whether the step is still the same before it believes it.
 */
abstract class HoldSampler {

    private static final VarHandle STEPS = field("steps", long.class);
    private static final VarHandle IDLE = field("idle", boolean.class);
    private static final VarHandle HANDLE = field("runningHandle", HandleImpl.class);
    // a thread need not live as long as nobody collects what it has found
    private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(365);

    // fixed
    final LoopCore loop;
    private final long periodNanos;
    private final long end;

    // any thread, volatile
    private volatile boolean over;

    HoldSampler(LoopCore loop, long periodNanos, long limitNanos) {
        this.loop = loop;
        this.periodNanos = periodNanos;
        this.end = System.nanoTime() + Math.min(limitNanos, LONGEST_NANOS);
    }

    /** Begins; throws what the JVM does when it has no thread to give. */
    final void start(String what) {
        Thread.ofPlatform().daemon().name("asyncio4j-" + what + "-" + loop.name())
                .inheritInheritableThreadLocals(false)
                .start(this::run);
    }

    /** Ends it soon. */
    final void stop() {
        over = true;
    }

    private void run() {
        while (!over && !loop.isClosed()) {
            LockSupport.parkNanos(periodNanos);
            if (System.nanoTime() - end > 0) {
                expired();
                return;
            }
            if (!over && loop.isRunning()) {
                try {
                    look(System.nanoTime());
                } catch (RuntimeException | Error e) {
                    // the loop has gone on meanwhile; or there is no memory or stack for it, but its time ends all the same
                }
            }
        }
    }

    /** Looks at the loop, which runs. */
    abstract void look(long now);

    /** Nobody has stopped it in time. */
    abstract void expired();

    final long steps() {
        return (long) STEPS.getOpaque(loop.turns);
    }

    final boolean isIdle() {
        return (boolean) IDLE.getOpaque(loop.turns);
    }

    /**
     * What has the loop.
     *
     * @param task the task, or null for a callback
     */
    record Held(@Nullable TaskImpl<?> task, Culprit culprit) {}

    /** {@return what seems to have the loop, or null if that is nothing of the program} */
    final @Nullable Held seen() {
        TaskImpl<?> task = loop.currentFromOutside();
        var handle = (HandleImpl) HANDLE.getOpaque(loop.turns);
        Thread holder = loop.holder(task);
        if (holder == null || task == null && handle == null) {
            return null;
        }
        return new Held(task, Culprit.of(task, handle, holder));
    }

    /** Says whether {@code held}, which was seen after the step with this count had begun, has the loop in that step. */
    final boolean isStill(Held held, long step) {
        return steps() == step && !isIdle() && loop.currentFromOutside() == held.task();
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Turns.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
