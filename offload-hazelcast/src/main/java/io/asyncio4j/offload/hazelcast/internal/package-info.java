/**
 * What members send each other, and what they keep of it. {@link io.asyncio4j.offload.hazelcast.internal.CallTask} makes a
 * call, {@link io.asyncio4j.offload.hazelcast.internal.CancelTask} ends it, by way of the
 * {@link io.asyncio4j.offload.hazelcast.internal.RunningCalls} of their member;
 * {@link io.asyncio4j.offload.hazelcast.internal.Tickets} are who holds a semaphore and who waits for it. References are
 * not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.hazelcast.internal;

import org.jspecify.annotations.NullMarked;
