/** Tests of what lies behind calls on other threads, without a loop. */
package io.asyncio4j.internal.bridge;
