/** Tests of queues. */
package io.asyncio4j.tests.queues;
