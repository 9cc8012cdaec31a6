package io.asyncio4j;

import io.asyncio4j.internal.handle.TimerHandleImpl;
import java.time.Duration;

/**
 * The handle of {@code callLater} and {@code callAt}: a callback and the moment at which it is due.
 *
 * <p>As in CPython, handles are ordered by that moment, and are equal when moment, callback and cancelled
 * state are.
 *
 * <p><b>From CPython:</b> {@code asyncio.TimerHandle}.
 */
public sealed interface TimerHandle extends Handle, Comparable<TimerHandle> permits TimerHandleImpl {

    /** {@return the moment at which it is due, on the clock of {@link EventLoop#time}} */
    Duration when();
}
