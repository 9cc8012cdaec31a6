package io.asyncio4j.net.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.VoidCoroutine;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Calls an operation in the deepest frame that there is, and in each of some above, until it returns. */
public final class OverflowSweep {

    private static final int FRAMES_TRIED = 150;

    private static final Set<Class<?>> LINKED = ConcurrentHashMap.newKeySet();

    private final VoidCoroutine operation;
    private int overflows;
    private boolean done;
    private Exception failure;

    private OverflowSweep(VoidCoroutine operation) {
        this.operation = operation;
    }

    /**
     * Does so, and if it never returned, once more with stack enough. It shall overflow at least once.
     *
     * <p>The first time that a lambda expression comes, it is only run, so that those in it are linked: the JDK keeps for ever
     * that one could not be, whatever the reason was. So it should come more than once.
     */
    public static void of(VoidCoroutine operation) throws Exception {
        if (LINKED.add(operation.getClass())) {
            operation.run();
            return;
        }
        var sweep = new OverflowSweep(operation);
        try {
            sweep.descend();
        } catch (StackOverflowError e) {
            // from the deepest frame on, some have tried
        }
        if (sweep.failure != null) {
            throw sweep.failure;
        }
        if (!sweep.done) {
            operation.run();
        }
        assertThat(sweep.overflows).as("overflows").isPositive();
    }

    @SuppressWarnings("InfiniteRecursion") // that is its purpose
    private void descend() {
        try {
            descend();
        } catch (StackOverflowError e) {
            if (!done && overflows < FRAMES_TRIED) {
                overflows++;
                try {
                    operation.run(); // overflows, too, or comes to its end
                } catch (Exception failed) {
                    failure = failed;
                }
                done = true;
            }
            throw e;
        }
    }
}
