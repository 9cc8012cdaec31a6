/**
 * From a host and a port to a transport or listeners: {@code Addresses} finds and orders the addresses,
 * {@code Connecting} tries them, {@code Listening} binds them.
 */
@NullMarked
package io.asyncio4j.net.internal.connect;

import org.jspecify.annotations.NullMarked;
