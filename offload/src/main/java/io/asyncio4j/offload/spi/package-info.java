/**
 * For those who bring another place where calls can run: {@link io.asyncio4j.offload.spi.Parcels} makes bytes of calls
 * and outcomes, under one rule of trust; {@link io.asyncio4j.offload.spi.RemoteCalls} brings a call to a loop, as an
 * {@link io.asyncio4j.offload.spi.OutcomeFuture}. References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.spi;

import org.jspecify.annotations.NullMarked;
