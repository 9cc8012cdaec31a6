package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.Sequencer;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.WallClock;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a test method may have for parameters, and what stands for them. */
final class TestParameters {

    /** The types of those that the kit gives. */
    static final Set<Class<?>> TYPES = Set.of(EventLoop.class, TestLoop.class, WallClock.class,
            Clock.class, InstantSource.class, Sequencer.class, RandomGenerator.class);

    private TestParameters() {}

    /** {@return what the kit gives for a parameter of that type, or null if it is not one of its own} */
    static @Nullable Object of(Class<?> type, TestLoop test, Supplier<Sequencer> sequencer) {
        if (type == TestLoop.class) {
            return test;
        } else if (type == EventLoop.class) {
            return test.loop();
        } else if (type == RandomGenerator.class) {
            return test.random();
        } else if (type == Sequencer.class) {
            return sequencer.get();
        }
        return TYPES.contains(type) ? test.wallClock() : null;
    }
}
