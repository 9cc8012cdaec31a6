package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.Sequencer;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.WallClock;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the methods of one test, or of one run of it, may have for parameters: each thing once. */
final class TestParameters {

    private static final Set<Class<?>> TYPES = Set.of(EventLoop.class, TestLoop.class, WallClock.class,
            Clock.class, InstantSource.class, Sequencer.class, RandomGenerator.class);
    // by its name, for without asyncio4j-net it cannot be loaded
    private static final String NETWORK = "io.asyncio4j.testkit.SimulatedNetwork";

    private final TestLoop test;
    private @Nullable Sequencer sequencer;
    private @Nullable Object network;

    TestParameters(TestLoop test) {
        this.test = test;
    }

    /** Says whether the kit gives parameters of that type. */
    static boolean know(Class<?> type) {
        return TYPES.contains(type) || isNetwork(type);
    }

    private static boolean isNetwork(Class<?> type) {
        return type.getName().equals(NETWORK);
    }

    /** {@return the names of all types that the kit gives, for messages} */
    static String names() {
        var names = new TreeSet<>(Set.of("SimulatedNetwork"));
        TYPES.forEach(type -> names.add(type.getSimpleName()));
        return String.join(", ", names);
    }

    /** {@return what the kit gives for a parameter of that type, or null if it is not one of its own} */
    @Nullable
    Object of(Class<?> type) {
        if (type == TestLoop.class) {
            return test;
        } else if (type == EventLoop.class) {
            return test.loop();
        } else if (type == RandomGenerator.class) {
            return test.random();
        } else if (type == Sequencer.class) {
            return sequencer();
        } else if (isNetwork(type)) {
            return network();
        }
        return TYPES.contains(type) ? test.wallClock() : null;
    }

    private Sequencer sequencer() {
        Sequencer kept = sequencer;
        if (kept == null) {
            kept = new Sequencer();
            sequencer = kept;
        }
        return kept;
    }

    private Object network() {
        Object kept = network;
        if (kept == null) {
            kept = TestNetworks.of(test);
            network = kept;
        }
        return kept;
    }

    /** Lets the current task, and those that it makes, use the network, if a parameter has asked for one. */
    void installNetwork() {
        if (network != null) {
            TestNetworks.install(network);
        }
    }
}
