/**
 * {@code asyncio4j trace}: what a loop did, event by event, as a page, as a file for Perfetto, and as sentences.
 *
 * <pre>
 *   TraceCommand                    options; switches a flight log on in another process, or reads a recording
 *     ├── FlightTimelines ─┐
 *     ├── JfrTimelines ────┴─ Timeline    tasks, steps, waits and marks of one loop; a TimelineBuilder makes it
 *     ├── RedFlags                  what is wrong, as sentences; each kind of them in a class of its own
 *     ├── TimelinePage              a page that needs nothing else: timeline.html, .css and two scripts beside this
 *     └── PerfettoFile              the same for ui.perfetto.dev and chrome://tracing
 * </pre>
 */
@NullMarked
package io.asyncio4j.cli.trace;

import org.jspecify.annotations.NullMarked;
