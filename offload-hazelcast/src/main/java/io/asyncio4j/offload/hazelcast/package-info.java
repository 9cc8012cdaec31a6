/**
 * Calls that run on the members of a Hazelcast cluster, and things that members share, awaited like any other.
 *
 * <ul>
 * <li>{@link io.asyncio4j.offload.hazelcast.Cluster}, joined as {@link io.asyncio4j.offload.hazelcast.ClusterConfig} says,
 * or on an instance that is there already; its {@link io.asyncio4j.offload.hazelcast.ClusterMember members}.
 * <li>Messages: {@link io.asyncio4j.offload.hazelcast.ClusterTopic} to everybody,
 * {@link io.asyncio4j.offload.hazelcast.ClusterQueue} to one of them.
 * <li>Taking turns: {@link io.asyncio4j.offload.hazelcast.ClusterSemaphore}, as a lock with one permit.
 * <li>What goes wrong: {@link io.asyncio4j.offload.hazelcast.MemberLostException},
 * {@link io.asyncio4j.offload.hazelcast.MessagesLostException}.
 * </ul>
 *
 * <p>References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.hazelcast;

import org.jspecify.annotations.NullMarked;
