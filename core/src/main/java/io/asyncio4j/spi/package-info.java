/**
 * What takes the place of a loop's clock and of its idle waiting ({@link io.asyncio4j.spi.Poller}), who is told what it
 * does ({@link io.asyncio4j.spi.LoopObserver}), and for tests who decides in place of chance: which of the ready goes next
 * ({@link io.asyncio4j.spi.StepOrder}), and when other threads' results arrive ({@link io.asyncio4j.spi.OutsideWorld}).
 * References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
