package io.asyncio4j.internal.thread;

import io.asyncio4j.spi.StackProbe;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether the JDK can set the calling virtual thread aside. If it cannot, a thread that waits keeps its carrier,
 * and when all carriers are kept no virtual thread of the JVM goes on.
 */
/*
 * There is no public way to ask, and to find out costs as much as a switch. So nothing is asked until one such thread has
 * been found, by itself or by the watchdog, which then lends a carrier; from then on, and for a while, each portable thread
 * looks before it gives its loop away. (The carried backend knows without looking: it sees whether the JDK has set the
 * thread aside.)
 */
public final class PinnedThreads {

    private static final long CAREFUL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int FRAMES_TO_WALK = 1_500;

    // any thread
    static volatile boolean careful; // tests forget
    private static volatile long foundAt;

    private PinnedThreads() {}

    /** Notes that one has been found, so that portable threads look out for the next. */
    public static void found() {
        foundAt = System.nanoTime();
        careful = true;
    }

    /** Says whether one has been found lately. */
    static boolean isCareful() {
        if (careful && System.nanoTime() - foundAt > CAREFUL_NANOS) {
            careful = false;
        }
        return careful;
    }

    /**
     * Throws if the calling virtual thread cannot be set aside, as far as that can be told.
     *
     * @throws IllegalStateException if a native method or a class initialiser is on its stack
     * @throws StackOverflowError if its stack is too deep
     */
    static void ensureNotPinned() {
        StackProbe.ensureSmall(FRAMES_TO_WALK); // a walk that overflows may end in an InternalError, which would end the loop
        // those of reflection, too: its native method pins as any other
        Optional<StackWalker.StackFrame> culprit =
                StackWalker.getInstance(StackWalker.Option.SHOW_REFLECT_FRAMES)
                        .walk(frames -> frames.filter(PinnedThreads::pins).findFirst());
        if (culprit.isPresent()) {
            throw pinned(Thread.currentThread());
        }
        Thread.yield(); // sets it aside for a moment; if the stack is too deep for that, this is where it overflows
    }

    /** Says whether {@code frame} keeps a thread on its carrier: behind it is one of the JVM's own. */
    private static boolean pins(StackWalker.StackFrame frame) {
        return frame.getMethodName().equals("<clinit>")
                || frame.isNativeMethod() && !frame.getClassName().startsWith("jdk.internal.vm.");
    }

    /** {@return what is wrong with an await on {@code thread}, which is pinned} */
    static IllegalStateException pinned(Thread thread) {
        return new IllegalStateException(
                "cannot await here: a native method or a class initialiser is on the stack of "
                        + thread
                        + ", so its virtual thread cannot be suspended; await outside of it, or start a task"
                        + " there and await that later");
    }
}
