/**
 * What takes the place of a part of a loop, or is told what it does. It is given to an
 * {@link io.asyncio4j.EventLoopBuilder} or to the loop.
 *
 * <p><b>If you want another clock, or another way to wait while nothing is to do</b>, write a
 * {@link io.asyncio4j.spi.Poller}, or a {@link io.asyncio4j.spi.ChannelPoller} if it also watches channels;
 * {@link io.asyncio4j.spi.SystemPoller} and {@link io.asyncio4j.spi.VirtualClock} are ours.
 *
 * <p><b>If you want to be told what a loop does</b>, write a {@link io.asyncio4j.spi.LoopObserver}.
 *
 * <p><b>If something shall go along with tasks and callbacks</b>, as what a library keeps in thread-locals, write a
 * {@link io.asyncio4j.spi.ContextPropagator}.
 *
 * <p><b>If you write a library whose tasks wait</b>, a {@link io.asyncio4j.spi.WaitedFor} tells those who look for what; a
 * {@link io.asyncio4j.spi.LoopResource} is what takes its time to close, an {@link io.asyncio4j.spi.ObjectUse} tells
 * explorations of orders which lock or queue is used, a {@link io.asyncio4j.spi.StackProbe} lets a stack overflow before an
 * operation begins, and not half-way, and a {@link io.asyncio4j.spi.Renewable} promise is awaited anew.
 *
 * <p><b>If you write a tool for tests</b>, which decides in place of chance: a {@link io.asyncio4j.spi.StepOrder} says which of
 * the ready goes next, an {@link io.asyncio4j.spi.OutsideWorld} when other threads' results arrive; both see the loop by its
 * {@link io.asyncio4j.spi.LoopView}. A {@link io.asyncio4j.spi.Simulator} makes all of it for loops that it has not made itself.
 *
 * <p>References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
