/**
 * Tests for programs on asyncio4j.
 *
 * <p><b>If you write a test that awaits</b>, take {@code io.asyncio4j.testkit.junit}; in the test a
 * {@link io.asyncio4j.testkit.TestLoop} moves time, and tells when all are blocked. A
 * {@link io.asyncio4j.testkit.WallClock} goes with it, a {@link io.asyncio4j.testkit.Sequencer} puts tasks in line.
 * {@link io.asyncio4j.testkit.Timekeeping} says whose time it is. What a test leaves behind is a
 * {@link io.asyncio4j.testkit.LeakError}, unless an {@link io.asyncio4j.testkit.Allowance} says that it may.
 *
 * <p><b>If you want what real life does, by seed</b>, run the program in a {@link io.asyncio4j.testkit.Simulation}, with
 * {@link io.asyncio4j.testkit.Faults}, each {@link io.asyncio4j.testkit.Invariant} and a {@link io.asyncio4j.testkit.SimulatedNetwork}; what it finds is a {@link io.asyncio4j.testkit.SimulationFailure}.
 *
 * <p><b>If you want to know whether the order of steps matters</b>, let an {@link io.asyncio4j.testkit.Exploration} go
 * through orders; what it finds is an {@link io.asyncio4j.testkit.ExplorationFailure}, with a table.
 *
 * <p><b>If a run stands still</b>, it ends with a {@link io.asyncio4j.testkit.StuckError} that names who waits for whom.
 *
 * <p>References are not null unless marked {@code @Nullable}.
 */
@NullMarked
package io.asyncio4j.testkit;

import org.jspecify.annotations.NullMarked;
