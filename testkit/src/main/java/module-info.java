/** Tests for programs on asyncio4j: they await, they own time, order and chance, and what they find can be repeated. */
module io.asyncio4j.testkit {
    requires transitive io.asyncio4j;
    requires static transitive io.asyncio4j.net; // for the simulated network
    requires static java.management; // whether a debugger is attached, and what holds a loop
    requires static transitive org.junit.jupiter.api;
    requires static org.junit.platform.commons;
    requires static org.jspecify;

    exports io.asyncio4j.testkit;
    exports io.asyncio4j.testkit.junit;

    provides io.asyncio4j.spi.Simulator with io.asyncio4j.testkit.internal.run.ProgramSimulator;
}
