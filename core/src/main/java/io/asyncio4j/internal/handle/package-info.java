/**
 * Callbacks that a program gives to a loop, and can take back.
 *
 * <pre>
 *   Callbacks ── makes and queues them ──> CallbackHandle ─┬─ TimerHandleImpl   due at a moment
 *                                                          └─ ThreadsafeHandle  cancelled from any thread
 *   Limit   what the timer of a timeout runs
 * </pre>
 *
 * <p>May use: kernel, queue, text.
 */
@NullMarked
package io.asyncio4j.internal.handle;

import org.jspecify.annotations.NullMarked;
