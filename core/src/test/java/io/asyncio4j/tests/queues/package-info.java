/** Tests of queues, and of the lines in which tasks wait for them and for what else there is. */
package io.asyncio4j.tests.queues;
