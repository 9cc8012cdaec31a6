/** Readers, writers and how connections are made. */
package io.asyncio4j.net.tests.streams;
