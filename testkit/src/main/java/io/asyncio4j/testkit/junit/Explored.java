package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.Exploration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run in one order of its tasks' steps after another, as {@link Exploration} says; each time on a fresh
 * instance, as {@link Simulated} is. The first schedule that fails ends it, shrunk, as a table, and saved in
 * {@code target/schedules}; {@link Replay} runs that file.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Test
@ExtendWith(ExploredExtension.class)
public @interface Explored {

    /** How schedules are chosen. */
    Exploration.Strategy strategy() default Exploration.Strategy.PCT;

    /** The depth for PCT; how many steps out of their turn there may be for EXHAUSTIVE. */
    int bound() default 3;

    /** How many schedules at most. */
    int schedules() default 10_000;

    /** After how many milliseconds of real time it fails, all schedules together. */
    long limitMillis() default 60_000;

    /** The kind of threads. */
    Async.On threads() default Async.On.ALLOWED;
}
