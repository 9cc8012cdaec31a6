/**
 * Many awaitables as one, and limits around them. Each file is one of asyncio's functions; none of them touches the loop
 * but through futures, done-callbacks ({@code FutureListener}) and timers.
 *
 * <pre>
 *   GatheringFuture    gather: children cancelled by way of kernel's Cancellation, results in order
 *   Waiting            wait                      WaitingFor   waitFor, on TimeoutImpl
 *   AsCompletedImpl    asCompleted               Shielding    shield
 *   TimeoutImpl        timeout, timeoutAt        StaggeredRace
 *   TaskGroupImpl ──   GroupMembers (who is in it), TaskStatusImpl and StartingBody (start)
 *   Wrapping           awaitables as futures, each once
 * </pre>
 *
 * <p>May use: kernel, handle, body, text.
 */
@NullMarked
package io.asyncio4j.internal.combine;

import org.jspecify.annotations.NullMarked;
