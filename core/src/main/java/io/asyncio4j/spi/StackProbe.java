package io.asyncio4j.spi;

import io.asyncio4j.internal.queue.WideFrame;

/**
 * Whether there is stack enough for what takes more steps than one. An overflow half-way would leave the first of them done
 * and the others not; so it is made to come before the first. For libraries whose operations shall happen whole or not at all,
 * however deep in its stack a program calls them: those of this one look for themselves, but each for its own steps only.
 *
 * <pre>{@code
 * void handOver(Item item) {
 *     StackProbe.ensure(); // half-way, nobody would have it
 *     mine.remove(item);
 *     next.add(item);
 * }
 * }</pre>
 *
 * <p>What is made of others that look for themselves has to ask for more than they do, or they would fail within it all the
 * same: {@link #ensure()} is enough around what ends futures or awaits them, {@link #ensureToWalk()} around most of the rest. It takes
 * next to nothing, and may be called on any thread, with a loop or without.
 *
 * <p><b>Errors:</b> a {@link StackOverflowError}, from here, if there is no room.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class StackProbe {

    private StackProbe() {}

    /** Overflows here if there is no room to queue a callback or to wake a task: 4 KB. */
    public static void ensureToQueue() {
        WideFrame.take4();
    }

    /** Overflows here if there is no room to wait: 8 KB. */
    public static void ensureToSuspend() {
        WideFrame.take8();
    }

    /** Overflows here if there is no room for what most operations of the library need: 12 KB. */
    public static void ensure() {
        WideFrame.take12();
    }

    /** Overflows here if there is no room to walk through many tasks, or to start some: 20 KB. */
    public static void ensureToWalk() {
        WideFrame.take20();
    }

    /**
     * Overflows here if there is no room for {@code frames} small frames, of 16 bytes each where they are compiled and of more
     * where not. For what needs much and is rare, as the first use of many classes is: it takes a call for each.
     */
    public static void ensureSmall(int frames) {
        takeSmall(frames);
    }

    private static int takeSmall(int frames) { // what it returns is of no use, but a frame has to wait for it
        return frames <= 0 ? 0 : 1 + takeSmall(frames - 1);
    }
}
