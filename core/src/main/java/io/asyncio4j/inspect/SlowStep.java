package io.asyncio4j.inspect;

import java.util.List;

/**
 * A step of a task or a callback that was seen to hold its loop for longer than that allows: what the watchdog logs, as
 * data. See {@link EventLoopMXBean#getRecentSlowSteps}.
 *
 * @param number which of the loop's slow steps it is, from 1
 * @param step the task or the callback, as a text
 * @param startMillis when it began, in milliseconds since 1970, as far as the watchdog can tell
 * @param heldMillis for how long it held the loop, or has held it until now; the watchdog looks now and then, so it is
 *     rough
 * @param over whether it has let go
 * @param stack where it was when it was found out, the newest frame first, each as {@code Type.method(File.java:line)}
 */
public record SlowStep(long number, String step, long startMillis, double heldMillis, boolean over,
        List<String> stack) {

    public SlowStep {
        stack = List.copyOf(stack);
    }
}
