package io.asyncio4j;

import java.util.Set;

/**
 * What {@link Asyncio#wait} gives: the futures that were passed in, apart.
 *
 * @param done those that were done when the waiting task went on, in the order in which they were given
 * @param pending the others
 */
public record WaitResult<F extends Future<?>>(Set<F> done, Set<F> pending) {}
