/** Tests of tasks, coroutines and contexts. */
package io.asyncio4j.tests.tasks;
