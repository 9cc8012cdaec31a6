/** The examples of docs/testing.md, and the test that makes what stands on that page. */
package io.asyncio4j.testkit.tests.docs;
