/** Tests of the insides of the locks and queues. */
package io.asyncio4j.internal.sync;
