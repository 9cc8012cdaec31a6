package io.asyncio4j.tests.support;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls an operation in the deepest frame that there is, and in each of some above, until it returns. */
public final class OverflowSweep {

    private static final int FRAMES_TRIED = 250;
    private static final Duration LONG = Duration.ofSeconds(10);

    private static final Set<Class<?>> LINKED = ConcurrentHashMap.newKeySet();

    private final Runnable operation;
    private int overflows;
    private boolean done;

    private OverflowSweep(Runnable operation) {
        this.operation = operation;
    }

    /**
     * Does so, and if it never returned, once more with stack enough. Says how often it has overflowed.
     *
     * <p>The first time that a lambda expression comes, it is only run, so that those in it are linked: the JDK keeps for ever
     * that one could not be, whatever the reason was. So it should come more than once.
     */
    public static int of(Runnable operation) {
        if (LINKED.add(operation.getClass())) {
            operation.run();
            return 1;
        }
        var sweep = new OverflowSweep(operation);
        try {
            sweep.descend();
        } catch (StackOverflowError e) {
            // from the deepest frame on, some have tried
        }
        if (!sweep.done) {
            operation.run();
        }
        return sweep.overflows;
    }

    /** Runs {@code story} on a loop on virtual time, where it fails if nobody wakes it. */
    public static void tell(Runnable story) {
        try {
            Loops.run(() -> {
                endIfNothingHappens(Asyncio.currentTask());
                story.run();
            });
        } catch (CancelledError e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    // on virtual time, this comes when nothing else is to come
    private static void endIfNothingHappens(Task<?> main) {
        EventLoop.running().callLater(LONG, () -> {
            main.cancel("nobody has woken the one that waits");
            endIfNothingHappens(main);
        });
    }

    @SuppressWarnings("InfiniteRecursion") // that is its purpose
    private void descend() {
        try {
            descend();
        } catch (StackOverflowError e) {
            if (!done && overflows < FRAMES_TRIED) {
                overflows++;
                operation.run(); // overflows, too, or comes to its end
                done = true;
            }
            throw e;
        }
    }
}
