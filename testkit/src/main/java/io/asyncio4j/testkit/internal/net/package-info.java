/**
 * A network that a seed decides: what is behind {@link io.asyncio4j.testkit.SimulatedNetwork}.
 *
 * <pre>
 *   SimulatedListener ── SimulatedTransport ── Wire ── Weather
 *   SimulatedDatagrams ────────────────────────────────┘
 * </pre>
 *
 * <p>{@code Bound} is who is at which address. A transport is one end of a connection, a wire one of its two directions; the weather is what befalls them all.
 *
 * <p>May use: no other room.
 */
@NullMarked
package io.asyncio4j.testkit.internal.net;

import org.jspecify.annotations.NullMarked;
