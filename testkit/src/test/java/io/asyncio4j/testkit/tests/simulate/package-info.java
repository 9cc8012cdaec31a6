/** Simulation by seed. */
package io.asyncio4j.testkit.tests.simulate;
