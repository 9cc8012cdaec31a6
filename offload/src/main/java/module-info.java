/** Awaits that run in other processes: a pool of child JVMs, and what an engine on several machines needs to join in. */
module io.asyncio4j.offload {
    requires transitive io.asyncio4j;
    requires java.management; // with which options this JVM was started
    requires static org.jspecify;

    exports io.asyncio4j.offload;
    exports io.asyncio4j.offload.spi;
}
