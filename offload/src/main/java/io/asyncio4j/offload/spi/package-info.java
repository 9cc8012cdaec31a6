/**
 * For those who bring another place where calls can run: {@link io.asyncio4j.offload.spi.Parcels} makes bytes of calls
 * and outcomes, under one rule of trust. References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.spi;

import org.jspecify.annotations.NullMarked;
