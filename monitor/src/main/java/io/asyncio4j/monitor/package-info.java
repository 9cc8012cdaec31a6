/**
 * A live page in the browser that shows the loops of running programs: curves, tasks, who waits for whom, slow steps.
 *
 * <p><b>If your program shall serve the page itself</b>, as in a container, say {@link io.asyncio4j.monitor.Monitor#start}; what is
 * not usual says a {@link io.asyncio4j.monitor.MonitorBuilder}.
 *
 * <p><b>If you look at other processes</b>, use the command {@code asyncio4j monitor}. It gives a builder its
 * {@link io.asyncio4j.monitor.Programs}; each one that is looked at is a {@link io.asyncio4j.monitor.Program}, and one that cannot be
 * is a {@link io.asyncio4j.monitor.ProgramFailure}.
 *
 * <p><b>If you want to see what a loop did, event by event</b>, make a {@link io.asyncio4j.monitor.Trace} of a flight log.
 *
 * <p>References are not null unless marked {@code @Nullable}.
 */
@NullMarked
package io.asyncio4j.monitor;

import org.jspecify.annotations.NullMarked;
