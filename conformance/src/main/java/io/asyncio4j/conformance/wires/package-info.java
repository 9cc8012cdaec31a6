/**
 * A network in memory, on a loop's virtual time: the counterpart of {@code wires.py}. {@code Wires} is the network, {@code
 * WireEnd} one end of a connection, {@code WireListener} where a server's connections come in.
 */
@NullMarked
package io.asyncio4j.conformance.wires;

import org.jspecify.annotations.NullMarked;
