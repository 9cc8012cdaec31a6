package io.asyncio4j.tests.tasks;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.tests.support.Scarcity;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Tells a story again and again, each time with another allocation that fails, until it comes to its end without that. It
 * belongs to the copy of the library that asks {@link Scarcity}, where there are no libraries for tests.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // it is told what has failed
public final class ScarceStories {

    private static final int MOST_ALLOCATIONS = 2_000;
    private static final long PATIENCE_MILLIS = 100_000;

    private static int failures;

    private ScarceStories() {}

    /** {@return how many allocations have failed so far} */
    public static int failures() {
        return failures;
    }

    interface Story {
        void tell() throws Exception;
    }

    /** Tells {@code story} in the main task of a loop of its own each time. */
    static void tell(String name, Story story) throws InterruptedException {
        tellFreely(name, () -> Asyncio.run(() -> {
            story.tell();
            assertUsable();
        }));
    }

    /** The same for a story that makes its loop itself. */
    static void tellFreely(String name, Story story) throws InterruptedException {
        for (int number = 1; hasFailed(name, story, number); number++) {
            failures++;
            if (number == MOST_ALLOCATIONS) {
                throw new AssertionError(name + " comes to no end");
            }
        }
    }

    private static int number;
    private static @Nullable OutOfMemoryError failure;

    private static boolean hasFailed(String name, Story story, int number) throws InterruptedException {
        ScarceStories.number = number;
        failure = null;
        var thrown = new Throwable[1];
        Thread thread = Thread.ofPlatform().daemon().name("teller").unstarted(() -> {
            try {
                story.tell();
            } catch (Throwable e) {
                thrown[0] = e;
            }
        });
        thread.start();
        thread.join(PATIENCE_MILLIS);
        if (thread.isAlive()) {
            var hung =
                    new AssertionError(name + " hangs where allocation " + number + " has failed", failure());
            hung.setStackTrace(thread.getStackTrace());
            throw hung;
        }
        if (thrown[0] != null) {
            thrown[0].addSuppressed(new AssertionError("allocation " + number + " has failed", failure()));
            throw new AssertionError(name + " goes wrong: " + thrown[0], thrown[0]);
        }
        return failure != null;
    }

    private static @Nullable OutOfMemoryError failure() {
        OutOfMemoryError now = Scarcity.end();
        return failure != null ? failure : now;
    }

    /**
     * Tries {@code operation} while memory is scarce. If it fails for that, it is done once more.
     *
     * @return what it gives
     */
    static <T extends @Nullable Object> T attempt(Callable<T> operation) throws Exception {
        Scarcity.failAt(number);
        try {
            T value = operation.call();
            failure = Scarcity.end();
            return value;
        } catch (Throwable e) {
            failure = Scarcity.end();
            if (!isForWantOfMemory(e)) {
                throw e;
            }
        }
        return operation.call();
    }

    /** The same without a value. */
    static void attempt(Story operation) throws Exception {
        attempt(() -> {
            operation.tell();
            return true;
        });
    }

    static boolean isForWantOfMemory(@Nullable Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof OutOfMemoryError
                    || at instanceof ExceptionGroup group
                            && group.exceptions().stream().allMatch(ScarceStories::isForWantOfMemory)) {
                return true;
            }
        }
        return false;
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static void checkEqual(Object expected, @Nullable Object got) {
        check(Objects.equals(expected, got), expected + " expected, and got " + got);
    }

    static void ticks(int count) {
        for (int i = 0; i < count; i++) {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    private static void assertUsable() throws Exception {
        ticks(4);
        checkEqual("child", Asyncio.createTask(() -> Asyncio.sleep(Duration.ofMillis(1), "child")).await());
        checkEqual("thread", Asyncio.toThread(() -> "thread"));
        checkEqual("off", Asyncio.blocking(() -> "off"));
        ticks(4);
        var loop = EventLoop.running();
        var left = Asyncio.allTasks(loop);
        check(left.size() == 1, "tasks are left: " + left);
        checkEqual(0, Objects.requireNonNull(Asyncio.currentTask(loop)).cancelling());
    }
}
