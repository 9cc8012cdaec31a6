/**
 * Loops for what services have already: numbers for Micrometer, spans for OpenTelemetry. Each of these libraries is needed
 * only by who uses its type.
 *
 * <p><b>If you want numbers</b>, bind a {@link io.asyncio4j.monitor.metrics.LoopMetrics} to a registry.
 *
 * <p><b>If you want a span for each task</b>, give a loop {@link io.asyncio4j.monitor.metrics.TaskSpans}.
 *
 * <p>References are not null unless marked {@code @Nullable}.
 */
@NullMarked
package io.asyncio4j.monitor.metrics;

import org.jspecify.annotations.NullMarked;
