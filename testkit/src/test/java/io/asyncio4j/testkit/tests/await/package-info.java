/** Tests that await, and what they leave behind. */
package io.asyncio4j.testkit.tests.await;
