/**
 * What calls cost that run elsewhere: on a thread, in a pool of child JVMs, in a cluster, and in Python's
 * {@code ProcessPoolExecutor}. Each {@link io.asyncio4j.benchmarks.offload.ScaleSide} measures in a process of its own;
 * {@link io.asyncio4j.benchmarks.offload.ScaleRun} starts them in turns, and
 * {@link io.asyncio4j.benchmarks.offload.ScaleReport} says what they came to.
 */
@NullMarked
package io.asyncio4j.benchmarks.offload;

import org.jspecify.annotations.NullMarked;
