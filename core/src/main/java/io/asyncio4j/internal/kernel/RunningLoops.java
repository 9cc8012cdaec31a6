package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.text.Logs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loops that run in this JVM. There are few, and each knows the thread that holds it; so finding the
 * current loop is a look at each, and no task needs a thread-local for it.
 */
public final class RunningLoops {

    /** The system property by which tools see, without further ado, that a JVM has run a loop. */
    private static final String MARK = "asyncio4j.version";

    private static volatile LoopCore[] loops = new LoopCore[0];
    private static volatile @Nullable Runnable listener;

    private RunningLoops() {}

    /** {@return the loop that {@code thread}, the current thread, holds, or null} */
    static @Nullable LoopCore of(Thread thread) {
        for (LoopCore loop : loops) {
            if (loop.isHeldBy(thread)) {
                return loop;
            }
        }
        return null;
    }

    /** {@return all of them} The array is not to be changed. */
    public static LoopCore[] all() {
        return loops;
    }

    static void add(LoopCore loop) {
        synchronized (RunningLoops.class) {
            if (loops.length == 0 && System.getProperty(MARK) == null) {
                System.setProperty(MARK, version());
            }
            LoopCore[] longer = Arrays.copyOf(loops, loops.length + 1);
            longer[loops.length] = loop;
            loops = longer;
        }
        tellListener();
    }

    static void remove(LoopCore loop) {
        synchronized (RunningLoops.class) {
            loops = without(loop);
        }
        tellListener();
    }

    private static LoopCore[] without(LoopCore loop) {
        for (int i = 0; i < loops.length; i++) {
            if (loops[i] == loop) {
                LoopCore[] shorter = Arrays.copyOf(loops, loops.length - 1);
                System.arraycopy(loops, i + 1, shorter, i, shorter.length - i);
                return shorter;
            }
        }
        return loops;
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
