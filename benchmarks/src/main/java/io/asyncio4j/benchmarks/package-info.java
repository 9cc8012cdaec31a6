/** What a switch, a spawn, an await and a gather cost, on both thread backends. */
package io.asyncio4j.benchmarks;
