/**
 * How the kit does it.
 *
 * <pre>
 *   TestRun ──> LoopHost        a thread for the loop, a limit in real time, a diagnosis
 *      │──> TestClock           time by hand, by jumps, or real
 *      │──> Leaks, Places       what a test has left behind, and where it was made
 *
 *   SeedRun ──> World           one seed's clock, order, other threads
 *      │          │──> Stuck    deadlock, lost wake-up, livelock, starvation
 *      │          │──> WorkElsewhere   work off the loop, which must not wait for it
 *      │          │──> Draws    how long things take, on every scale that matters
 *      │          └──> Trace    what happened, line by line, and its hash
 *      └──> Seeds               numbers that look nothing like their neighbours
 *
 *   ExplorationRun ──> Decisions ──> Strategies, SelectiveWalk    who goes next
 *                         │──> States     what need not be tried again
 *                         └──> Reduction  what need not be tried in another order
 *                                 └──> Choices, Taken, Names
 * </pre>
 */
@NullMarked
package io.asyncio4j.testkit.internal;

import org.jspecify.annotations.NullMarked;
