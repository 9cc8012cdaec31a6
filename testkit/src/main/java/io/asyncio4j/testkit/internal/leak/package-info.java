/**
 * What a test has left behind, how it has wasted time, and the clearing up after it.
 *
 * <pre>
 *   Leaks                     tasks, failures, generators, connections
 *   HoldLimit                 steps that have held the loop for too long
 *   RealSleeps ── Watcher     who really sleeps on virtual time
 *      └──> Sleepers          where, and for how long
 *   Clearing                  ends what is left
 * </pre>
 *
 * <p>May use: look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.leak;

import org.jspecify.annotations.NullMarked;
