/**
 * The loop and everything else that runs: other threads, executors, stages, publishers.
 *
 * <pre>
 *   LoopExecutors      runInExecutor, toThread          OffLoopCall     blocking
 *   CallThreads        the default executor             ExecutorShutdown  its end
 *   KeptFailure, Interrupted                        what such a call throws when nobody waits for it any more
 *   LoopAsExecutor     the loop as an executor          CloseHooks      who must hear that a loop was closed
 *   Bridges            CompletionStage to future and back; runCoroutineThreadsafe
 *   PublisherSource, PublisherInlet                                    Flow.Publisher as an iterable
 *   IterablePublisher, IterableEmission, IterableSubscription          and back
 *   LoopBell           what the two of them have called on the loop
 * </pre>
 *
 * <p>May use: kernel, handle, body, queue, thread, text.
 */
@NullMarked
package io.asyncio4j.internal.bridge;

import org.jspecify.annotations.NullMarked;
