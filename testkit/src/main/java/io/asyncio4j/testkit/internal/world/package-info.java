/**
 * Where a loop lives in a test: its clock, its thread, all that comes from outside.
 *
 * <pre>
 *   World ──> Arrivals ── SignalArrival    what has come from outside and is not let in yet
 *      │──> OutsideChoices                 which of it comes next, in an exploration
 *      └──> WorkElsewhere                  work off the loop, which must not wait for it
 *   TestClock                              time by hand, by jumps, or real
 *   NoSockets, Quiet                       what both clocks have
 *   LoopHost ──> Kinds                     a thread for loops, of the right kind, and a limit in real time
 *   KitParts                               classes that are initialised before there is a loop
 * </pre>
 *
 * <p>May use: stuck, order, chance, look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.world;

import org.jspecify.annotations.NullMarked;
