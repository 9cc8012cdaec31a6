/** The shape of the kit's own code. */
package io.asyncio4j.testkit.tests.architecture;
