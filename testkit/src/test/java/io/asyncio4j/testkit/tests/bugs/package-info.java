/** Bugs as they are reported in public, each broken and repaired, and how often the kit finds them. */
package io.asyncio4j.testkit.tests.bugs;
