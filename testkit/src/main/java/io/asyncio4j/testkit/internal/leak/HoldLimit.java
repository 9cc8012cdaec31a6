package io.asyncio4j.testkit.internal.leak;

import io.asyncio4j.spi.LoopObserver;
import java.time.Duration;

/** Notes each step of the program that has held the loop for longer than it may, in real time. */
public final class HoldLimit implements LoopObserver {

    private final long limitNanos;
    private final Leaks leaks;
    private final java.util.ArrayDeque<Step> steps = new java.util.ArrayDeque<>();
    private long began;

    public HoldLimit(Duration limit, Leaks leaks) {
        limitNanos = limit.toNanos();
        this.leaks = leaks;
    }

    @Override
    public void stepBegins(Step step) {
        steps.push(step);
        began = System.nanoTime();
    }

    @Override
    public void stepEnds(Step ended) {
        Step step = steps.poll();
        long nanos = System.nanoTime() - began;
        if (step != null && !(step instanceof Housekeeping) && nanos > limitNanos) {
            note(step, nanos / 1_000_000);
        }
        began = System.nanoTime();
    }

    private void note(Step step, long millis) {
        boolean isTask = step instanceof ObservedTask;
        String[] names = step instanceof ObservedTask task
                ? new String[] {task.getName(), task.coroutineName()}
                : new String[] {step.toString()};
        if (!leaks.mayHold(names)) {
            leaks.addHold(isTask ? "task '" + names[0] + "' (" + names[1] + ")" : "callback " + names[0],
                    millis,
                    limitNanos / 1_000_000,
                    ". A loop that is held runs nobody else; blocking work goes through toThread or blocking.");
        }
    }
}
