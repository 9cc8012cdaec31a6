/**
 * Streams of the JDK that block, as transports: {@code PipeInput} and {@code PipeOutput} have a thread each that moves their
 * bytes, {@code SmallThreads} starts it.
 */
@NullMarked
package io.asyncio4j.net.internal.pipe;

import org.jspecify.annotations.NullMarked;
