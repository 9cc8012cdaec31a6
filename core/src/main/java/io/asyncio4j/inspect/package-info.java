/**
 * Looking into loops: who waits for whom, where tasks stand, what loops did.
 *
 * <p><b>If you want to see one task or future</b> and who waits for it, look at {@link io.asyncio4j.inspect.CallGraph},
 * which gives a {@link io.asyncio4j.inspect.FutureCallGraph}.
 *
 * <p><b>If you want to see all tasks of a loop</b>, as a tree or a table, take a {@link io.asyncio4j.inspect.LoopSnapshot}
 * of {@link io.asyncio4j.inspect.TaskSnapshot}s, each with the {@link io.asyncio4j.inspect.WaitSnapshot} of what it waits
 * for; those that wait for each other are {@link io.asyncio4j.inspect.WaitCycle}s. Those that are done are
 * {@link io.asyncio4j.inspect.EndedTask}s. {@link io.asyncio4j.inspect.LoopStatistics} has its counters. {@link io.asyncio4j.inspect.OpenGenerators} tells which
 * asynchronous generators have begun and not ended, {@link io.asyncio4j.inspect.OpenResources} which connections and the
 * like are open.
 *
 * <p><b>If you want to look from another process</b>, over JMX, each running loop is an
 * {@link io.asyncio4j.inspect.EventLoopMXBean}, whose {@link io.asyncio4j.inspect.LoopReport} also tells who holds it, whose
 * {@link io.asyncio4j.inspect.TaskPage} is for those who look at many tasks again and again, and which keeps its last
 * {@link io.asyncio4j.inspect.SlowStep}s;
 * {@link io.asyncio4j.inspect.LoopManagement}, a {@link io.asyncio4j.inspect.LoopManagementMXBean}, brings the beans up.
 *
 * <p><b>If you want to see what a loop does</b>, one event after another, switch a {@link io.asyncio4j.inspect.FlightLog} on:
 * its {@link io.asyncio4j.inspect.FlightRecord} has {@link io.asyncio4j.inspect.FlightEvent}s. Where its time goes is in a
 * {@link io.asyncio4j.inspect.LoopProfile}, made by way of the bean.
 *
 * <p><b>If you print what you have seen</b>, {@link io.asyncio4j.inspect.PrintableText} takes out of names what a terminal shall
 * not get.
 *
 * <p><b>If you read a stack trace</b> that was made in debug mode, {@link io.asyncio4j.inspect.AwaitTrace} tells who awaited
 * the task that failed.
 *
 * <p>References are not null unless marked {@code @Nullable}, as in {@link io.asyncio4j}.
 */
@NullMarked
package io.asyncio4j.inspect;

import org.jspecify.annotations.NullMarked;
