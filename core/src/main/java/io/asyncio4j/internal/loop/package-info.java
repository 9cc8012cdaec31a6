/**
 * A loop as a user has it, put together: a core, executors, signals, reports, and its end.
 *
 * <pre>
 *   EventLoopImpl ── LoopSurroundings   what the core tells goes to reports, watchdog, observers, recordings
 *    ├── StaticParts                    what is initialised before a loop is made
 *    ├── LoopOptions                    what it is made of, and what system properties say
 *    ├── Steering                       who decides in place of first in, first out, and of other threads
 *    ├── InterruptWatch                 tells of interrupts of the thread that runs it
 *    ├── UntilComplete                  runUntilComplete
 *    ├── Closing                        what is still there is unwound, nothing is lost
 *    │    └── LoopResources             connections and the like that are closed with it
 *    └── LoopSignals ── Signals ── NativeSignals
 * </pre>
 *
 * <p>May use: all rooms but run.
 */
@NullMarked
package io.asyncio4j.internal.loop;

import org.jspecify.annotations.NullMarked;
