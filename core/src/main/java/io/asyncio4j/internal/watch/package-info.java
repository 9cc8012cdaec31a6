/**
 * What a loop tells by itself: what went wrong, what holds it, and whatever its observers want to know.
 *
 * <pre>
 *   ErrorReports                                   the exception handler, and the log
 *   UnretrievedFailures, UnretrievedFailure        failures that nobody has looked at; EarlyNotes: before that is sure
 *   Watchdog ── HoldWatch ── Culprit, BlockedOn, LockOwners      a thread that sees loops that are held, and by what
 *                 └─ HeldStep                    one that was, for those who look later
 *   Carriers                                       lent to loops on portable threads that have come to wait for one
 *   StubbornCalls                                  calls of blocking() that an interrupt does not end
   Observers ── SlowSteps, FlightRecordings       who is told of each step
 *   DeadlockWatch     asks an idle loop whether its tasks wait for each other
 * </pre>
 *
 * <p>May use: look, generate, kernel, handle, queue, thread, jfr, text.
 */
@NullMarked
package io.asyncio4j.internal.watch;

import org.jspecify.annotations.NullMarked;
