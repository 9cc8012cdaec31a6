/** Loops, bytes and leak counters for the tests. */
package io.asyncio4j.net.tests.kit;
