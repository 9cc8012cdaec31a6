/**
 * Channels that a loop watches, and when it looks at them.
 *
 * <pre>
 *   LoopChannels       which there are; the turns ask it whether to look, and whether the loop may sleep
 *    └── ChannelWatchImpl   one channel: what the poller watches for, who waits for input and for output
 *         └── ChannelWait    what a task waits for there, for whoever looks
 * </pre>
 *
 * <p>May use: kernel, queue.
 */
@NullMarked
package io.asyncio4j.internal.channel;

import org.jspecify.annotations.NullMarked;
