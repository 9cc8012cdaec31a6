/** Servers and their connections. */
package io.asyncio4j.net.tests.server;
