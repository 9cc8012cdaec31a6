/** Tests of the forms that a coroutine takes within the library. */
package io.asyncio4j.internal.body;
