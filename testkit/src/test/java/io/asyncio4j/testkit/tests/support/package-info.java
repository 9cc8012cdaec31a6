/** What the tests share. */
package io.asyncio4j.testkit.tests.support;
