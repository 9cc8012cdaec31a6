/** Tests of work on other threads, and of the threads that tasks run on. */
package io.asyncio4j.tests.threads;
