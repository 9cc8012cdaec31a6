/** Python's asyncio for the JVM: one thing at a time, switches only at awaits, real cancellation. */
module io.asyncio4j {
    requires static jdk.jfr; // its events are written where it is there
    requires jdk.unsupported; // signals
    requires static java.management; // who has a lock that a loop waits for
    requires static jdk.management; // more carriers for loops on portable threads, when pinned threads have taken all
    requires static org.jspecify;

    exports io.asyncio4j;
    exports io.asyncio4j.inspect;
    exports io.asyncio4j.spi;
    exports io.asyncio4j.sync;

    uses io.asyncio4j.spi.Simulator;

    provides javax.management.remote.JMXConnectorServerProvider with
            io.asyncio4j.internal.inspect.AgentSign;
}
