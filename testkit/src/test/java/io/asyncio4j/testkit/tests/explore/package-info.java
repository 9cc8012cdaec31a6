/** Explored schedules, and the core's own primitives under them. */
package io.asyncio4j.testkit.tests.explore;
