/**
 * Streams of the JDK that block, as transports: {@code PipeInput} and {@code PipeOutput} are a {@code PipeEnd} each, which has a
 * thread that moves its bytes; {@code SmallThreads} starts it.
 */
@NullMarked
package io.asyncio4j.net.internal.pipe;

import org.jspecify.annotations.NullMarked;
