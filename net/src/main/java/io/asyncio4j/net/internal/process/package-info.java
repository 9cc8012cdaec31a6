/**
 * The mechanism of subprocesses: {@code Starting} starts one off the loop, {@code Child} is what runs, with its exit;
 * {@code StuckOutput} tells in debug mode that one waits for its output to be read. The pipes are in room {@code pipe}.
 */
@NullMarked
package io.asyncio4j.net.internal.process;

import org.jspecify.annotations.NullMarked;
