package io.asyncio4j.tests.support;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Memory that runs out at one place: {@link OwnLibrary#withScarceMemory} asks here before each of its allocations. For use
 * within that copy of the library.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // that is what it is asked for
public final class Scarcity {

    // any thread: how many allocations there are until one fails; none does unless it is positive
    private static final AtomicInteger LEFT = new AtomicInteger();
    private static volatile @Nullable OutOfMemoryError last;

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
}
