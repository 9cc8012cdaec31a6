/**
 * The pool's side: what stands behind {@link io.asyncio4j.offload.ProcessPool}.
 *
 * <pre>
 *   PoolExecutor            a pool as an ExecutorService
 *        |
 *   PoolCore ---- Room      who waits, who is idle, who starts; how many calls there may be
 *     |    \
 *    Job    Child           a call; a process, its two threads and what it does at the moment
 *             |
 *   ChildProcess            starts it with an Outfit: ChildCommand (the command line), AotCache, SocketFolder
 *     |       |
 *   Output   ServedFiles    what it prints, to the log; classes that it asks for
 * </pre>
 *
 * All state of a pool is guarded by one lock, in {@code PoolCore}; nothing that takes long is done under it.
 * References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.internal.pool;

import org.jspecify.annotations.NullMarked;
