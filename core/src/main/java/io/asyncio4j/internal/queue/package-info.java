/**
 * What a loop is made of and that knows nothing of tasks: its queue, its timers, its inbox.
 *
 * <pre>
 *   ReadyQueue     what runs next                 Inbox   what other threads have put in; the one door for them
 *   Timers ── TimerQueue of Timed                 what is due, with CPython's rules for cancelled ones
 *   EndedRing, CancelRing                         the last tasks that ended, the last requests to cancel one
 *   ChannelSelector                               channels, on the JDK's selector
 *   SpinWait                                      whether to look for a moment before sleeping
 *   WideFrame                                     whether there is stack; spi's StackProbe asks it
 * </pre>
 *
 * <p>May use: text, spi.
 */
@NullMarked
package io.asyncio4j.internal.queue;

import org.jspecify.annotations.NullMarked;
