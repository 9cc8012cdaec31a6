/**
 * What a task can run: the forms that a coroutine takes within the library, and what all of them are asked.
 *
 * <pre>
 *   Bodies      of whatever kind: its name, what a finished task keeps of it, giving it up
 *   OwnBody ─┬─ AwaitingBody       somebody's awaitable
 *            ├─ BodyWithoutResult  a VoidCoroutine
 *            ├─ EndedBody          what is left of a lambda
 *            ├─ PropagatedBody     any, in what propagators have captured
 *            └─ more of them in the rooms kernel, combine and generate
 *   Propagation the propagators of a loop
 * </pre>
 *
 * <p>May use: text, spi.
 */
@NullMarked
package io.asyncio4j.internal.body;

import org.jspecify.annotations.NullMarked;
