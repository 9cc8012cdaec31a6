/**
 * {@code asyncio4j ps}, {@code pstree}, {@code trace}, {@code profile} and {@code monitor}: the loops of another process,
 * looked at by attaching to it.
 *
 * <pre>
 *   PsCommand, PstreeCommand ── InspectCommand    options; asks, then prints
 *      ├── TargetJvm     attaches, and asks each EventLoopMXBean for its LoopReport
 *      ├── LoopText      a loop's lines; its tasks by LoopSnapshot.table() or tree()
 *      ├── EndedTable    those that have ended, for --ended
 *      └── LoopDocument  the same for --json
 *   TraceCommand, ProfileCommand ── WatchCommand    options; looks, then writes: monitor.Trace, cli.profile
 *      └── TimedWatch    switches something on over there for a while
 *   Jvms              which JVMs there are, and how to attach to one
 *      └── LibrarySearch, PerfData    which cannot have asyncio4j, told without attaching
 *   MonitorCommand ── AttachedPrograms, Browser     the page of the artifact monitor, over the same TargetJvm
 * </pre>
 */
@NullMarked
package io.asyncio4j.cli.inspect;

import org.jspecify.annotations.NullMarked;
