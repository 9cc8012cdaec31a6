/**
 * What takes the place of a loop's clock and of its idle waiting: a {@link Poller}, or a {@link ChannelPoller} if it also
 * watches channels; {@link SystemPoller} and {@link VirtualClock} are ours. A loop gets one by
 * {@link io.asyncio4j.EventLoopBuilder#poller}. Who is told what a loop does: a {@link LoopObserver}. What goes along with
 * tasks and callbacks: a {@link ContextPropagator}. What takes its time to close: a {@link LoopResource}.
 * And for tests, who decides in place of chance: which of the ready goes next ({@link StepOrder}), and when other threads'
 * results arrive ({@link OutsideWorld}); who is told which lock, queue or future is used: {@link ObjectUse}. References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
