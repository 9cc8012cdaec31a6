/** Tests of locks and queues. */
package io.asyncio4j.tests.sync;
