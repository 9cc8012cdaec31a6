/**
 * Looking in from outside: graphs, trees, tables, reports, beans.
 *
 * <pre>
 *   LoopBeans ── LoopBean ── LoopInspector     JMX; ps and pstree ask here, by way of the loop or past it
 *   Snapshots ── TaskTree, TaskTable           tasks as plain data, and as texts
 *   CallGraphCapture, CallGraphText            who waits for one future, up to the roots
 *   AwaitCycles                                tasks that wait for each other
 * </pre>
 *
 * <p>May use: watch, look, kernel, queue, thread, text.
 */
@NullMarked
package io.asyncio4j.internal.inspect;

import org.jspecify.annotations.NullMarked;
