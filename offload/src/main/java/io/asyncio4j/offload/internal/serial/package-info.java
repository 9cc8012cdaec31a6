/**
 * Calls and outcomes as bytes.
 *
 * <pre>
 *   Packing      a call to bytes, an outcome to bytes      Unpacking   the way back
 *      |  \                                                   |
 *      |   Unsendable ---- CapturedNames                      |
 *      |   (what is in the way, by name)                      |
 *      +------------------- Trust, Origin --------------------+
 *                           (which classes may pass)
 *   Failures     an exception to bytes and back, with the stack of the other side
 * </pre>
 *
 * References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.internal.serial;

import org.jspecify.annotations.NullMarked;
