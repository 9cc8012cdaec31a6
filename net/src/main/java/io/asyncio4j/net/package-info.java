/**
 * Talking to others on the loop. {@link io.asyncio4j.net.Net} is the front door: {@code import static
 * io.asyncio4j.net.Net.*;}
 *
 * <ul>
 * <li>Streams: {@link io.asyncio4j.net.Connection} with its {@link io.asyncio4j.net.StreamReader} and
 * {@link io.asyncio4j.net.StreamWriter}; {@link io.asyncio4j.net.ConnectOptions}.
 * <li>Servers: {@link io.asyncio4j.net.Server}, {@link io.asyncio4j.net.ConnectionHandler},
 * {@link io.asyncio4j.net.ServerOptions}.
 * <li>TLS: {@link io.asyncio4j.net.TlsOptions}; {@link io.asyncio4j.net.TlsContexts} reads keys and certificates.
 * <li>Datagrams: {@link io.asyncio4j.net.DatagramEndpoint}, {@link io.asyncio4j.net.Datagram}.
 * <li>Channels of your own: {@link io.asyncio4j.net.Sockets}.
 * <li>What goes wrong: {@link io.asyncio4j.net.IncompleteReadException},
 * {@link io.asyncio4j.net.LimitOverrunException}, {@link io.asyncio4j.net.ConnectionLostException}.
 * </ul>
 *
 * <p>Subprocesses are in {@link io.asyncio4j.process}; what a network is, for those who want to make one, in
 * {@link io.asyncio4j.net.spi}. References are not null unless marked.
 *
 * <h2>How it is built</h2>
 *
 * <p>What stands here is the contract; the rooms behind it are exported to nobody. Each says in its package-info what is in it.
 *
 * <pre>
 *   Net, Server, DatagramEndpoint                io.asyncio4j.process: Processes, Process
 *    ├── connect    names and options to calls of a Network        └── process    one that runs, and its exit
 *    ├── stream     a reader and a writer on any Transport               └── pipe    blocking streams as transports
 *    ├── tls        a Transport in a Transport
 *    └── spi        Network, Transport, Listener: the seam
 *         └── real  the one on java.nio channels; the test kit has another one
 *
 *   parts          below all of them: initialises their classes where there is stack enough, and has the loggers
 * </pre>
 */
@NullMarked
package io.asyncio4j.net;

import org.jspecify.annotations.NullMarked;
