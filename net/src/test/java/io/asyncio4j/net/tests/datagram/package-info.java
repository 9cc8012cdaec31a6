/** Datagram endpoints. */
package io.asyncio4j.net.tests.datagram;
