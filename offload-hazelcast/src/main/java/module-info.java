/** Awaits on the members of a Hazelcast cluster: calls, topics, queues, locks. */
module io.asyncio4j.offload.hazelcast {
    requires transitive io.asyncio4j.offload;
    requires transitive com.hazelcast.core;
    requires static org.jspecify;

    exports io.asyncio4j.offload.hazelcast;

    // made by the engine, of its messages
    opens io.asyncio4j.offload.hazelcast.internal to com.hazelcast.core;
}
