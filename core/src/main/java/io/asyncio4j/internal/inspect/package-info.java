/**
 * Looking in from outside: graphs, trees, tables, reports, beans.
 *
 * <pre>
 *   LoopBeans ── LoopBean ── LoopInspector     JMX; ps and pstree ask here, by way of the loop or past it
 *                   └─ TaskLooks, TaskPacking    many tasks, again and again; one task; cancelling one
 *   AgentSign                                  notices that an agent for tools starts
 *   Snapshots                                  tasks as plain data; LoopInspector asks for them
 *   TaskTree, TaskTable                        those as texts; LoopSnapshot.tree() and table() are the way here
 *   CallGraphCapture, CallGraphText            who waits for one future, up to the roots
 *   WaitCycles ── AwaitCycles                  tasks that wait for each other
 *   Deadlocks                                  the same told by the watchdog, with stacks
 *   EndedTasks ── TaskTimes                    tasks that are done, and their times
 * </pre>
 *
 * <p>May use: trace, watch, look, kernel, queue, thread, text.
 */
@NullMarked
package io.asyncio4j.internal.inspect;

import org.jspecify.annotations.NullMarked;
