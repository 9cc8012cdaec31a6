/** Who decides in place of first in, first out, and of other threads. */
package io.asyncio4j.tests.steering;
