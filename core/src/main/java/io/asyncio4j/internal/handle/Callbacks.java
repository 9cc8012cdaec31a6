package io.asyncio4j.internal.handle;

import static io.asyncio4j.internal.text.Arguments.notNull;

import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.text.Time;
import io.asyncio4j.spi.ContextPropagator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gives callbacks to a loop: for its next turn, for a moment, or from another thread. */
/*
 * Where there is no stack for all of it, nothing is to happen: so a callback is queued last.
 */
public final class Callbacks {

    private Callbacks() {}

    /** Runs {@code callback} in the next turn of {@code loop}, in {@code context}. */
    public static CallbackHandle soon(LoopCore loop, ContextImpl context, Runnable callback) {
        return soon(loop, context, null, callback);
    }

    /** The same, within {@code captured}. */
    public static CallbackHandle soon(LoopCore loop, ContextImpl context,
            ContextPropagator.@Nullable Captured captured, Runnable callback) {
        loop.checkAccess("call callSoon of");
        loop.ensureOpen();
        var handle = new CallbackHandle(loop, notNull(context, "context"), notNull(callback, "callback"));
        handle.runWithin(captured);
        loop.turns.enqueue(handle);
        return handle;
    }

    /** Runs {@code callback} after {@code delay} on the clock of {@code loop}, in {@code context}. */
    public static TimerHandleImpl later(LoopCore loop, Duration delay, ContextImpl context,
            Runnable callback) {
        return later(loop, delay, context, null, callback);
    }

    /** The same, within {@code captured}. */
    public static TimerHandleImpl later(LoopCore loop, Duration delay, ContextImpl context,
            ContextPropagator.@Nullable Captured captured, Runnable callback) {
        long nanos = Time.nanos(notNull(delay, "delay"));
        return at(loop, Time.sum(loop.nanoTime(), nanos), context, captured, callback);
    }

    /** Runs {@code callback} when the clock of {@code loop} has reached {@code deadlineNanos}, in {@code context}. */
    public static TimerHandleImpl at(LoopCore loop, long deadlineNanos, ContextImpl context,
            Runnable callback) {
        return at(loop, deadlineNanos, context, null, callback);
    }

    /** The same, within {@code captured}. */
    public static TimerHandleImpl at(LoopCore loop, long deadlineNanos, ContextImpl context,
            ContextPropagator.@Nullable Captured captured, Runnable callback) {
        loop.checkAccess("set a timer of");
        loop.ensureOpen();
        var timer = new TimerHandleImpl(
                loop, notNull(context, "context"), deadlineNanos, notNull(callback, "callback"));
        timer.runWithin(captured);
        loop.timers().add(deadlineNanos, timer);
        return timer;
    }

    /** Runs {@code callback} in a coming turn of {@code loop}, in {@code context}. Any thread may call this. */
    public static ThreadsafeHandle threadsafe(LoopCore loop, ContextImpl context, Runnable callback) {
        return threadsafe(loop, context, null, callback);
    }

    /** The same, within {@code captured}. */
    public static ThreadsafeHandle threadsafe(LoopCore loop, ContextImpl context,
            ContextPropagator.@Nullable Captured captured, Runnable callback) {
        loop.ensureOpen();
        var handle = new ThreadsafeHandle(loop, notNull(context, "context"), notNull(callback, "callback"));
        handle.runWithin(captured);
        if (loop.isHeldHere()) {
            loop.turns.enqueue(handle); // in line with what callSoon has queued
        } else {
            loop.turns.enqueueFromOutside(handle);
        }
        return handle;
    }

    /** The same for completions that may come when nobody is interested any more, in an empty context. */
    public static void threadsafeUnlessClosed(LoopCore loop, Runnable callback) {
        if (!loop.isClosed()) {
            loop.turns.enqueueFromOutside(new CallbackHandle(loop, new ContextImpl(), callback));
        }
    }

    /**
     * The same for what the garbage collector brings to light. Where an outside world decides on what comes in, nothing does:
     * when the collector runs is no part of a program that is to do the same each time, and the end of the loop sees to it.
     */
    public static void threadsafeWhenCollected(LoopCore loop, Runnable callback) {
        if (loop.outsideWorld() == null) {
            threadsafeUnlessClosed(loop, callback);
        }
    }
}
