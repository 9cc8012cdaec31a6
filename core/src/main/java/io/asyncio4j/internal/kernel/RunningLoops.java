package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.TaskThreads;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loops that run in this JVM. There are few, and each knows the thread that holds it; so finding the
 * current loop is a look at each, and no task needs a thread-local for it.
 */
public final class RunningLoops {

    /** The system property by which tools see, without further ado, that a JVM has run a loop. */
    private static final String MARK = "asyncio4j.version";

    private static volatile Running running = new Running(new LoopCore[0], new Thread[0]);
    private static volatile @Nullable Runnable listener;

    private RunningLoops() {}

    /** All of them, with the thread of each if that carries the tasks', else null. The arrays are never changed. */
    private static final class Running {

        final LoopCore[] loops;
        private final @Nullable Thread[] threads;
        // if there is no other
        final @Nullable LoopCore only;
        // whether one of several carries its tasks
        final boolean isCarrierTold;

        Running(LoopCore[] loops, @Nullable Thread[] threads) {
            this.loops = loops;
            this.threads = threads;
            only = loops.length == 1 ? loops[0] : null;
            isCarrierTold = loops.length > 1 && isAnyCarrying(threads);
        }

        Running with(LoopCore loop, @Nullable Thread thread) {
            LoopCore[] moreLoops = Arrays.copyOf(loops, loops.length + 1);
            @Nullable Thread[] moreThreads = Arrays.copyOf(threads, loops.length + 1);
            moreLoops[loops.length] = loop;
            moreThreads[loops.length] = thread;
            return new Running(moreLoops, moreThreads);
        }

        Running without(LoopCore loop) {
            for (int i = 0; i < loops.length; i++) {
                if (loops[i] == loop) {
                    return new Running(without(loops, i), without(threads, i));
                }
            }
            return this;
        }

        private static <T extends @Nullable Object> T[] without(T[] all, int place) {
            T[] fewer = Arrays.copyOf(all, all.length - 1);
            System.arraycopy(all, place + 1, fewer, place, fewer.length - place);
            return fewer;
        }

        private static boolean isAnyCarrying(@Nullable Thread[] threads) {
            for (Thread thread : threads) {
                if (thread != null) {
                    return true;
                }
            }
            return false;
        }

        /** {@return the loop whose own thread carries the current one, or null} */
        @Nullable
        LoopCore carryingThis() {
            Thread carrier = TaskThreads.currentCarrier();
            for (int i = 0; i < threads.length; i++) {
                if (threads[i] == carrier) {
                    return loops[i];
                }
            }
            return null;
        }
    }

    /** {@return the loop that {@code thread}, the current thread, holds, or null} */
    /*
     * Who holds a loop is written at each switch, and whoever looks there has to wait for the other processor. So a task asks
     * its own loop first, if there are others; that takes half the time of a switch among two busy ones.
     */
    static @Nullable LoopCore of(Thread thread) {
        Running running = RunningLoops.running;
        LoopCore only = running.only;
        if (only != null) {
            return only.isHeldBy(thread) ? only : null;
        }
        if (running.isCarrierTold) {
            LoopCore likely = running.carryingThis();
            if (likely != null && likely.isHeldBy(thread)) {
                return likely;
            }
        }
        for (LoopCore loop : running.loops) {
            if (loop.isHeldBy(thread)) {
                return loop;
            }
        }
        return null;
    }

    /** {@return all of them} The array is not to be changed. */
    public static LoopCore[] all() {
        return running.loops;
    }

    /** Adds {@code loop}, which the calling thread is about to run. */
    static void add(LoopCore loop) {
        synchronized (RunningLoops.class) {
            if (running.loops.length == 0 && System.getProperty(MARK) == null) {
                System.setProperty(MARK, version());
            }
            running = running.with(loop,
                    loop.threads().backend() == Backend.CARRIED ? Thread.currentThread() : null);
        }
        tellListener();
    }

    static void remove(LoopCore loop) {
        synchronized (RunningLoops.class) {
            running = running.without(loop);
        }
        tellListener();
    }

    /** Sets what is to be run whenever a loop has come or gone. */
    public static void setListener(Runnable listener) {
        RunningLoops.listener = listener;
    }

    private static void tellListener() {
        Runnable listener = RunningLoops.listener;
        if (listener != null) {
            try {
                listener.run();
            } catch (RuntimeException | Error e) { // what watches loops must not break them
                warn(e);
            }
        }
    }

    private static void warn(Throwable e) {
        try {
            Logs.logger().log(System.Logger.Level.WARNING, "the running loops cannot be shown", e);
        } catch (RuntimeException | Error unloggable) {
            // then nobody knows
        }
    }

    private static String version() {
        var module = RunningLoops.class.getModule();
        String version = module.isNamed()
                ? module.getDescriptor().rawVersion().orElse(null)
                : RunningLoops.class.getPackage().getImplementationVersion();
        return version != null ? version : "unknown";
    }
}
