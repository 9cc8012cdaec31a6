/**
 * TLS on any transport, by the JDK's engine: {@code TlsHandshake} awaits the handshake, {@code TlsTransport} is the
 * transport that comes out of it, {@code TlsEngines} makes an engine of options.
 */
@NullMarked
package io.asyncio4j.net.internal.tls;

import org.jspecify.annotations.NullMarked;
