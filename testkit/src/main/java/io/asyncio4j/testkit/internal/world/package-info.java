/**
 * Where a loop lives in a test: its clock, its thread, all that comes from outside.
 *
 * <pre>
 *   World ──> Arrivals ── SignalArrival    what has come from outside and is not let in yet
 *      └──> WorkElsewhere                  work off the loop, which must not wait for it
 *   TestClock                              time by hand, by jumps, or real
 *   NoSockets, Quiet                       what both clocks have
 *   LoopHost                               a thread for loops, and a limit in real time
 * </pre>
 *
 * <p>May use: stuck, order, chance, look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.world;

import org.jspecify.annotations.NullMarked;
