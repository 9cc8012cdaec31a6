/**
 * {@code asyncio4j profile}: where a loop's time goes, by task and by code.
 *
 * <pre>
 *   Profile            samples of a few loops: a table, and lines that other tools take
 *     └── FlameGraphs  a flame graph that needs nothing else, drawn by async-profiler's converter
 * </pre>
 */
@NullMarked
package io.asyncio4j.cli.profile;

import org.jspecify.annotations.NullMarked;
