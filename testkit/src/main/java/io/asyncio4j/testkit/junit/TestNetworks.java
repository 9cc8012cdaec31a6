package io.asyncio4j.testkit.junit;

import io.asyncio4j.net.spi.Network;
import io.asyncio4j.testkit.SimulatedNetwork;
import io.asyncio4j.testkit.TestLoop;

/** The networks that test methods have for parameters; apart, so that nothing of it is loaded without asyncio4j-net. */
final class TestNetworks {

    private TestNetworks() {}

    /** {@return a network for {@code test}, which nobody uses yet} */
    static Object of(TestLoop test) {
        return new SimulatedNetwork(test);
    }

    /** Lets the current task, and those that it makes, use {@code network}. */
    static void install(Object network) {
        Network.CURRENT.set((SimulatedNetwork) network);
    }
}
