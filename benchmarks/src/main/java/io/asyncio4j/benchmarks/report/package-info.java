/** {@code ./asyncio4j bench}: runs the benchmarks side by side with other libraries', and reports them. */
@NullMarked
package io.asyncio4j.benchmarks.report;

import org.jspecify.annotations.NullMarked;
