/** Tests of {@code timeout} and {@code timeoutAt}. */
package io.asyncio4j.tests.timeouts;
