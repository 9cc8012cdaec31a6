/** Tests of the thread backends by themselves, without a loop. */
package io.asyncio4j.internal.thread;
