/** Tests of futures and promises. */
package io.asyncio4j.tests.futures;
