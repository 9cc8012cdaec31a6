package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.Simulation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run once a seed, as {@link Simulation} says: each time on a fresh instance of its class, with its
 * {@code @BeforeEach} and {@code @AfterEach} methods, in one task. (With a test instance a class, it is the same instance
 * each time.) Parameters are those of {@link Async}. The first seed that fails ends it; {@link Seed} pins that seed.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Test
@ExtendWith(SimulatedExtension.class)
public @interface Simulated {

    /** How many seeds. */
    int seeds() default 1000;

    /** After how many milliseconds of real time it fails, all seeds together. */
    long limitMillis() default 60_000;

    /** The kind of threads. */
    Async.On threads() default Async.On.ALLOWED;

    /** Whether the seed also decides who of the ready goes next; see {@link Simulation#permuteReady}. */
    boolean permuteReady() default false;

    /** The name of a task that is cancelled at each of its awaits; see {@link Simulation#cancelAtEveryAwait}. */
    String cancelAtEveryAwait() default "";

    /** The name of a task whose time is over at each of its awaits; see {@link Simulation#timeIsOverAtEveryAwait}. */
    String timeIsOverAtEveryAwait() default "";

    /** Whether a connection is lost at each byte of the simulated network; see {@link Simulation#loseAtEveryByte}. */
    boolean loseAtEveryByte() default false;

    /** Why threads may call the loop that it has given nothing to; see {@link Simulation#allowRealThreads}. */
    String allowRealThreads() default "";
}
