/**
 * What there is to say of one task or future: its text, its stack, who waits for it. Rooms that watch or show many of them
 * build on this one.
 *
 * <pre>
 *   Repr              the text of a future or task
 *   TaskStack         where a task stands, or where its failure comes from
 *   Awaiters          who waits for a future, found by way of its callbacks
 *   ReportedAwaiters  and by what libraries have said
 *   AwaitTraceImpl    which awaits an exception has come through
 *   Waits             what a task waits for, found by way of the future that it awaits
 *   Deadlines         and when sleeps and timeouts end, found among the timers
 * </pre>
 *
 * <p>May use: kernel, handle, generate, queue, body, thread, text.
 */
@NullMarked
package io.asyncio4j.internal.look;

import org.jspecify.annotations.NullMarked;
