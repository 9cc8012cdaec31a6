/** Subprocesses. */
package io.asyncio4j.net.tests.process;
