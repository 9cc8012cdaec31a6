/**
 * The real network, on non-blocking {@code java.nio} channels that the loop watches: {@code RealNetwork} makes
 * {@code SocketTransport}s, {@code SocketListener}s and {@code SocketDatagrams}; {@code Lookups} asks the resolver off the
 * loop; {@code UnixSocketFiles} minds the files of Unix sockets; {@code SocketErrors} puts addresses into messages; {@code Channels} opens
 * and closes.
 */
@NullMarked
package io.asyncio4j.net.internal.real;

import org.jspecify.annotations.NullMarked;
