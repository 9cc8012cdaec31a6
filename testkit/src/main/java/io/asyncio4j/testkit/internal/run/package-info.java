/**
 * Runs: a test on a loop of its own, a program by a seed, many seeds, many schedules.
 *
 * <pre>
 *   TestRun                     a test, part by part
 *   SimulationRun ──> SeedRun   all seeds; a program in a world
 *   ExplorationRun ──> SeedRun  all schedules, and the shrinking of one that fails
 *   SimulatedSleeps             who really sleeps in one of many runs
 *   ProgramSimulator            a program that knows nothing of it
 * </pre>
 *
 * <p>May use: world, leak, stuck, order, chance, look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.run;

import org.jspecify.annotations.NullMarked;
