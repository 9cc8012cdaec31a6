package io.asyncio4j.offload.hazelcast;

import java.util.UUID;

/**
 * A process that belongs to a cluster.
 *
 * @param id which one it is, as long as it belongs
 * @param address where it listens
 * @param local whether it is this one
 * @param worker whether it takes calls that may run anywhere
 */
public record ClusterMember(UUID id, String address, boolean local, boolean worker) {}
