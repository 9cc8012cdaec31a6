/**
 * Calls that run in other processes, awaited like any other: asyncio's third executor.
 *
 * <ul>
 * <li>A pool of child JVMs: {@link io.asyncio4j.offload.ProcessPool}, made by
 * {@link io.asyncio4j.offload.ProcessPoolBuilder}, looked at through {@link io.asyncio4j.offload.PoolStatistics}.
 * <li>What every such place can do: {@link io.asyncio4j.offload.Offload}; its calls are
 * {@link io.asyncio4j.offload.RemoteCall}s, its maps have {@link io.asyncio4j.offload.MapOptions}.
 * <li>What is sent: {@link io.asyncio4j.offload.RemoteCallable}, {@link io.asyncio4j.offload.RemoteFunction},
 * {@link io.asyncio4j.offload.RemoteRunnable}.
 * <li>What goes wrong: {@link io.asyncio4j.offload.NotSendableException} before a call is made,
 * {@link io.asyncio4j.offload.WorkerLostException} and {@link io.asyncio4j.offload.ChildDiedException} when its process
 * is gone, {@link io.asyncio4j.offload.RemoteException} for an exception that came as its text only. All others are the
 * call's own, with a {@link io.asyncio4j.offload.RemoteStack}.
 * <li>What is known of a cancelled call: {@link io.asyncio4j.offload.CancelAnswer}.
 * </ul>
 *
 * <p>References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload;

import org.jspecify.annotations.NullMarked;
