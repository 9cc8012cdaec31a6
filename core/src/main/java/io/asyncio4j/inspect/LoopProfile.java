package io.asyncio4j.inspect;

import java.util.List;

/**
 * Where a loop's time went, as found by a thread that looked again and again; made by {@link EventLoopMXBean#stopProfile}.
 *
 * <p>Each sample stands for {@code 1 / perSecond} seconds. A step that is over before it can be looked at counts for its task,
 * at the place where that then is.
 *
 * <p><b>From CPython:</b> what the sampling profiler of Python 3.15 finds with {@code --async-aware}.
 *
 * @param loop the loop's name
 * @param perSecond how many samples were taken in a second, if the machine had the time
 * @param millis for how long, in milliseconds
 * @param samples how many samples there are
 * @param idle how many of them found the loop waiting for something to do
 * @param between how many found it busy, but with no task or callback: the loop itself, between two steps
 * @param lost how many found a stack that was one too many to be kept
 * @param stacks the others, those with the most samples first
 */
public record LoopProfile(String loop, int perSecond, long millis, long samples, long idle, long between,
        long lost, List<Stack> stacks) {

    public LoopProfile {
        stacks = List.copyOf(stacks);
    }

    /**
     * Tasks of one kind, in one place.
     *
     * @param task their name, each number in it as {@code #}; the coroutine of those that were given no name; or what a
     *     callback is
     * @param frames where they were found, the oldest first, each as {@code Type.method(File.java:line)}
     * @param samples how often
     */
    public record Stack(String task, List<String> frames, long samples) {

        public Stack {
            frames = List.copyOf(frames);
        }
    }
}
