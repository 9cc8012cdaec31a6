package io.asyncio4j.tests.support;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Memory that runs out at one place, and stack that has come to its end: {@link OwnLibrary#withScarceMemory} asks here before
 * each of its allocations, {@link OwnLibrary#withScarceStackIn} before each call. For use within that copy of the library.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // that is what it is asked for
public final class Scarcity {

    // any thread: how many allocations there are until one fails; none does unless it is positive
    private static final AtomicInteger LEFT = new AtomicInteger();
    private static volatile @Nullable OutOfMemoryError last;
    // whose stack comes to its end, and after how many calls, which that thread alone counts
    private static volatile @Nullable Thread deep;
    private static int callsLeft;

    private Scarcity() {}

    /** Lets the {@code number}th allocation from now on fail, the first being 1; whichever thread it is on. */
    public static void failAt(int number) {
        last = null;
        LEFT.set(number);
    }

    /** Lets none fail any more, and gives the failure, if there was one. */
    public static @Nullable OutOfMemoryError end() {
        LEFT.set(0);
        return last;
    }

    /** An allocation. */
    public static void spend() {
        if (LEFT.get() > 0 && LEFT.getAndDecrement() == 1) {
            var failure = new OutOfMemoryError("scarce");
            last = failure;
            throw failure;
        }
    }

    /**
     * Lets the {@code number}th call from now on of the thread that calls this overflow, the first being 1, and all that follow
     * it: where there is no stack for one, there is none for the next.
     */
    public static void overflowFrom(int number) {
        callsLeft = number;
        deep = Thread.currentThread();
    }

    /** Lets none overflow any more. */
    public static void endOverflow() {
        deep = null;
    }

    /** A call. */
    public static void descend() {
        if (deep == Thread.currentThread() && --callsLeft <= 0) {
            throw new StackOverflowError("scarce");
        }
    }
}
