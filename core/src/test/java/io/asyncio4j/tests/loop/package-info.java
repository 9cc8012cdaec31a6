/** Tests of the loop itself: turns, handles, timers, clocks, who may use it. */
package io.asyncio4j.tests.loop;
