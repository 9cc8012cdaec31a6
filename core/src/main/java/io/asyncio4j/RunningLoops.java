package io.asyncio4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loops that run in this JVM. There are few, and each knows the thread that holds it; so finding the
 * current loop is a look at each, and no task needs a thread-local for it.
 */
final class RunningLoops {

    private static volatile EventLoop[] loops = new EventLoop[0];

    private RunningLoops() {}

    /** {@return the loop that {@code thread}, the current thread, holds, or null} */
    static @Nullable EventLoop of(Thread thread) {
        for (EventLoop loop : loops) {
            if (loop.holder == thread) {
                return loop;
            }
        }
        return null;
    }

    /** {@return all of them} The array is not to be changed. */
    static EventLoop[] all() {
        return loops;
    }

    static synchronized void add(EventLoop loop) {
        EventLoop[] longer = Arrays.copyOf(loops, loops.length + 1);
        longer[loops.length] = loop;
        loops = longer;
    }

    static synchronized void remove(EventLoop loop) {
        loops = Arrays.stream(loops).filter(other -> other != loop).toArray(EventLoop[]::new);
    }
}
