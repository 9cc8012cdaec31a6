/** The simulated network. */
package io.asyncio4j.testkit.tests.net;
