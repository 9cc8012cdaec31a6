/** Tests of many awaitables as one: {@code gather}, {@code wait}, {@code waitFor}, {@code asCompleted}, {@code shield}, races. */
package io.asyncio4j.tests.combine;
