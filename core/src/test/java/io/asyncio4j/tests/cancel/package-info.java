/** Tests of how a cancellation goes, and what it leaves behind. */
package io.asyncio4j.tests.cancel;
