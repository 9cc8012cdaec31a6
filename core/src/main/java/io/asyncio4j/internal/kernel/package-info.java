/**
 * The knot: turns, tasks, futures, and how a request to cancel goes from one to the other. These know each other, and
 * everything else knows them; what is only used <i>by</i> a loop, a task or a future lives in a room above.
 *
 * <pre>
 *   LoopCore ──── who may use it, and what it is made of; a Holding: which thread has it, for which task, in which context
 *    │ ├── Turns           one turn after another; the one place that runs callbacks
 *    │ ├── TaskRegistry    the tasks that are not done, by slot and number
 *    │ ├── Observation     tells observers of every step
 *    │ └── Surroundings    what it asks of the floors above: reports, texts, its face
 *    │     PerLoop         what a room above keeps for each loop;  RunningLoops: those that run in this JVM
 *    │
 *   FutureImpl ── its state, its callbacks; finish() is the one way out of PENDING
 *    ├── DoneCallback      a program's done-callback, a HandleImpl
 *    ├── PromiseImpl       set by hand
 *    ├── Sleep             a future and its timer in one
 *    └── TaskWork ── TaskImpl     what it runs; where it runs, waits and is cancelled; the one door to suspension
 *                       SteppedBody   a body that needs no thread
 *   HandleImpl ── FutureListener   what is queued beside tasks; a done-callback of our own
 *   Cancellation  one request, on its way down
 *   ContextImpl, Bindings   context variables
 * </pre>
 *
 * <p>A timer gets into the ready queue in {@code Turns.moveDueTimers}, by {@code Timers.moveDue}; the inbox in {@code turn},
 * {@code beginTurn} and {@code enqueue}. May use: body,
 * queue, thread, text, spi.
 */
@NullMarked
package io.asyncio4j.internal.kernel;

import org.jspecify.annotations.NullMarked;
