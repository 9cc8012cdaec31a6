/** What a newcomer writes, and what the compiler says to it. */
package io.asyncio4j.tests.compile;
