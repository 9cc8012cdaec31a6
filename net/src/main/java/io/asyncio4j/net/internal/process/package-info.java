/**
 * The mechanism of subprocesses: {@code Starting} starts one off the loop, {@code Child} is what runs, with its exit;
 * {@code PipeInput} and {@code PipeOutput} are transports whose bytes a thread of their own moves, since the JDK's pipes
 * block.
 */
@NullMarked
package io.asyncio4j.net.internal.process;

import org.jspecify.annotations.NullMarked;
