/**
 * Threads that tasks run on, and nothing about loops or tasks: two verbs, two backends, one reflective file.
 *
 * <pre>
 *   TaskThread ─┬─ CarriedThread     carried by whoever resumes it      TaskThreads ─┬─ CarriedThreads
 *               └─ PortableThread    by the JDK; hands a baton over                  └─ PortableThreads
 *   Backend                          which of the two
 *   PrivateVirtualThreads            the reflective file; SchedulerTrial finds out whether it works on this JDK
 *   OffLoopThreads                   what carries a task off its loop
 *   PinnedThreads                    whether the JDK can set a thread aside
 *   Relocation                       runs a loop on a thread of another kind
 *   Spacers                          keep a thread that carries others apart from its neighbours
 * </pre>
 *
 * <p>May use: queue, spi.
 */
@NullMarked
package io.asyncio4j.internal.thread;

import org.jspecify.annotations.NullMarked;
