/**
 * What a network is: the seam between streams, servers and datagram endpoints, which are written once, and what carries
 * their bytes. {@link io.asyncio4j.net.spi.Network} makes the others; the real one stands on {@code java.nio.channels},
 * a test kit puts a simulated one in its place. All of it is used by whoever holds the loop. References are not null
 * unless marked.
 */
@NullMarked
package io.asyncio4j.net.spi;

import org.jspecify.annotations.NullMarked;
