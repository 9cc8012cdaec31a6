/** Tests of what the monitor shows, and to whom. */
package io.asyncio4j.monitor.tests;
