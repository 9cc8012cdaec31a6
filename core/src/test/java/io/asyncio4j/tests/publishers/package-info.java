/** Tests of publishers of {@code java.util.concurrent.Flow} that are iterated over, and of iterables as such. */
package io.asyncio4j.tests.publishers;
