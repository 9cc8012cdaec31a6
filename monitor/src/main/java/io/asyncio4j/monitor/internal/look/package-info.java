/**
 * What the monitor knows of programs: it asks their beans, on threads of its own, while somebody looks.
 *
 * <pre>
 *   Watches ── ProgramWatch ── LoopWatch ── Curves          the programs looked at; one; one of its loops; its numbers
 *      |                          └────── TaskIndex         its tasks at one look: sorted, filtered, in groups
 *   ThisJvm                                  └── AwaitGraph  who waits for whom around a task
 *   Recordings ── Recording       timelines of the next seconds of a loop, and the last ones
 *   Sources                       the lines of source around a frame
 * </pre>
 *
 * <p>May use: timeline, io.asyncio4j.monitor.
 */
@NullMarked
package io.asyncio4j.monitor.internal.look;

import org.jspecify.annotations.NullMarked;
