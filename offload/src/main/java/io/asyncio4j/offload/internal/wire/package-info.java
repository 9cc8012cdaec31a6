/**
 * What a pool and its children say to each other: {@link io.asyncio4j.offload.internal.wire.Frame frames} over a
 * {@link io.asyncio4j.offload.internal.wire.FrameChannel socket of the file system}, which no other user can open.
 *
 * <pre>
 *   child                          pool
 *     HELLO  process id  -------->            the child is there
 *            <-------------------  SETUP      patterns of trust, warm-up
 *     READY  outcome of it ------>            it takes calls
 *            <-------------------  CALL n     one at a time
 *     CLASS_WANTED name  -------->            any number, at any time
 *            <-------------------  CLASS      its bytes
 *            <-------------------  CANCEL n   interrupts the call, if it still runs
 *     RESULT n  outcome  -------->
 *            <-------------------  BYE        ends the child
 * </pre>
 *
 * References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.internal.wire;

import org.jspecify.annotations.NullMarked;
