/** Tests of task groups and exception groups. */
package io.asyncio4j.tests.groups;
