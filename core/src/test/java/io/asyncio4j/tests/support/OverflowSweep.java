package io.asyncio4j.tests.support;

/** Calls an operation in the deepest frame that there is, and in each of some above, until it returns. */
public final class OverflowSweep {

    private static final int FRAMES_TRIED = 80;

    private final Runnable operation;
    private int overflows;
    private boolean done;

    private OverflowSweep(Runnable operation) {
        this.operation = operation;
    }

    /** Does so, and if it never returned, once more with stack enough. Says how often it has overflowed. */
    public static int of(Runnable operation) {
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
