/** Streams, servers, TLS, datagrams and subprocesses on the loop. */
module io.asyncio4j.net {
    requires transitive io.asyncio4j;
    requires static org.jspecify;

    exports io.asyncio4j.net;
    exports io.asyncio4j.net.spi;
    exports io.asyncio4j.process;
}
