/**
 * Subprocesses on the loop. {@link io.asyncio4j.process.Processes} starts them, {@link io.asyncio4j.process.Process} is
 * one, {@link io.asyncio4j.process.ProcessOptions} says where its streams go ({@link io.asyncio4j.process.Redirect}) and
 * what it gets. References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.process;

import org.jspecify.annotations.NullMarked;
