/**
 * What a loop did, event by event, as a page, as a file for Perfetto, and as sentences.
 *
 * <pre>
 *   Recorded
 *     ├── FlightTimelines ─┐
 *     ├── JfrTimelines ────┴─ Timeline    tasks, steps, waits and marks of one loop
 *     ├── RedFlags                  what is wrong, as sentences; each kind of them in a class of its own
 *     ├── TimelinePage ── Page      a page that needs nothing else: timeline.html, .css and three scripts beside this
 *     │     └── TimelineData ─┐
 *     └── PerfettoFile ───────┴─ JsonOut  the same for ui.perfetto.dev and chrome://tracing
 * </pre>
 *
 * <p>May use: nothing.
 */
@NullMarked
package io.asyncio4j.monitor.internal.timeline;

import org.jspecify.annotations.NullMarked;
