/**
 * What a seed decides by numbers, and what a test has ordered to happen.
 *
 * <pre>
 *   Seeds         numbers that look nothing like their neighbours
 *   SplitMix      random numbers that are the same in each JVM
 *   Draws         how long things take, on every scale that matters
 *   AwaitOrders   what befalls a task at its n-th await
 *   Invariants    what must hold after each step
 *
 *   RejectingExecutor   a thread pool that rejects what the seed says
 * </pre>
 *
 * <p>May use: look.
 */
@NullMarked
package io.asyncio4j.testkit.internal.chance;

import org.jspecify.annotations.NullMarked;
