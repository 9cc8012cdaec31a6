/**
 * The flight log of a loop, and samples of what it does: what a tool switches on in a program that runs.
 *
 * <pre>
 *   Flight ── FlightObserver     one log, from its start to its end; who writes it, as an observer of the loop
 *     ├── EventRing, Codes       the events, 16 bytes each; one writes, any thread reads
 *     ├── TextTable              the texts that they name by number, of which only the newest are kept
 *     ├── Coroutines             what coroutines are called, made once for each class
 *     ├── CallbackNumbers        which callback that runs is which that was queued
 *     ├── AwaitedThings          what tasks wait for, by texts that stay the same, and how many items are in it
 *     ├── AwaitSites             the lines at which tasks wait, for as many as cost next to nothing
 *     └── FlightBytes            all of it as bytes, for another process; FlightReader reads them
 *   HoldSampler                  a thread that looks at a loop now and then
 *     ├── SlowStacks             where steps are that hold the loop
 *     └── ProfileCounts          where the loop's time goes: LoopProfile
 *   Tools                        what is switched on at a loop: one log and one profile at a time
 * </pre>
 *
 * <p>A loop at which nothing is switched on has no observer of this room, and no thread.
 *
 * <p>May use: watch, handle, body, kernel, queue, thread, text.
 */
@NullMarked
package io.asyncio4j.internal.trace;

import org.jspecify.annotations.NullMarked;
