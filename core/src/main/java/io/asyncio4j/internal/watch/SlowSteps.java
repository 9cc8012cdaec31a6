package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.spi.LoopObserver;
import java.util.Locale;

/**
 * Debug mode's warning about a task or callback that has held the loop for too long, with the exact time that it took.
 */
public final class SlowSteps implements LoopObserver {

    private static final double NANOS_PER_SECOND = 1e9;

    // fixed
    private final HoldWatch watch;

    // loop-confined
    private int depth;
    private long begin;

    public SlowSteps(LoopCore loop) {
        this.watch = HoldWatch.of(loop);
    }

    @Override
    public void runEnds() {
        depth = 0; // after an exception that ends the run, steps may not have ended
    }

    @Override
    public void stepBegins(Step step) {
        if (depth++ == 0) {
            begin = System.nanoTime();
        }
    }

    @Override
    public void stepEnds(Step step) {
        if (depth == 0) {
            return; // it has begun unobserved
        }
        if (--depth > 0) {
            return; // the step that it lies in is the one to blame
        }
        long nanos = System.nanoTime() - begin;
        if (nanos >= watch.allowedNanos()) {
            Logs.logger().log(
                    System.Logger.Level.WARNING,
                    String.format(Locale.ROOT, "Executing %s took %.3f seconds", step,
                            nanos / NANOS_PER_SECOND));
        }
    }
}
