/**
 * The {@code asyncio4j} command. The script {@code asyncio4j} at the root starts it, or does itself what needs a JVM of its own:
 * {@code run}, {@code test}, {@code conformance}, {@code bench}, {@code soak}, {@code stress}, {@code coverage} and
 * {@code mutation}, of which {@code RunCommand}, {@code TestCommand}, {@code ConformanceHelpCommand} and
 * {@code BenchHelpCommand} are the help.
 *
 * <pre>
 *   Main ── the commands that there are; each room has some
 *    ├── inspect    ps, pstree, trace, profile, monitor: another process's loops
 *    │     └── profile    samples as a table and a flame graph
 *    ├── project    new, doctor
 *    ├── port       port
 *    ├── ReplCommand ── Repl ── LoopExecution, ReplLoop     jshell, its snippets as tasks of a loop
 *    │                    └── SnippetLibrary, StopSign, LineInput
 *    └── CompletionCommand, Version
 *   launch         a jar of its own: how run starts a program; uses nothing of the others
 * </pre>
 */
@NullMarked
package io.asyncio4j.cli;

import org.jspecify.annotations.NullMarked;
