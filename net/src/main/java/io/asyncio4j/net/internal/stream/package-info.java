/**
 * The mechanism of a stream, on any {@link io.asyncio4j.net.spi.Transport}: {@code StreamLink} is the connection as its
 * reader and its writer share it, {@code StreamInput} what it receives, {@code StreamOutput} what it was given to send;
 * {@code InputBuffer} and {@code OutputQueue} hold bytes; {@code Upgrade} is TLS that is being put in place; {@code FileSender} sends a file in
 * between; {@code Waits} waits for what one at a time may; {@code LoopBuffers} are what all streams of a loop share; {@code MemoryTransport} is a transport without a
 * network.
 */
@NullMarked
package io.asyncio4j.net.internal.stream;

import org.jspecify.annotations.NullMarked;
