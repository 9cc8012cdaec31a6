/**
 * What a test has left behind, how it has wasted time, and the clearing up after it.
 *
 * <pre>
 *   Leaks                     tasks, failures, generators, connections
 *   HoldLimit                 steps that have held the loop for too long
 *   RealSleeps ── Watcher     who has really slept on virtual time
 *   Clearing                  ends what is left
 * </pre>
 *
 * <p>May use: look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.leak;

import org.jspecify.annotations.NullMarked;
