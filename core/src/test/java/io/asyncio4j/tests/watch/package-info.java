/** Tests of what a loop tells by itself: reports, the watchdog, observers, recordings, debug mode. */
package io.asyncio4j.tests.watch;
