/** Tests of tasks, coroutines, contexts and cancellation. */
package io.asyncio4j.tests.tasks;
