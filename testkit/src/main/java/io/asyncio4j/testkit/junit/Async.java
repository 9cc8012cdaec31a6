package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.Timekeeping;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets test methods await: each test, its {@code @BeforeEach} and {@code @AfterEach} methods run as tasks of a loop of its
 * own, one after another. For {@code @Test}, {@code @ParameterizedTest}, {@code @RepeatedTest} and
 * {@code @TestTemplate} methods, or for a class of them. {@link AsyncTest} is this and {@code @Test} in one.
 *
 * <p>Parameters may be an {@code EventLoop}, a {@code TestLoop}, a {@code WallClock} (or {@code Clock},
 * {@code InstantSource}), a {@code Sequencer}, a {@code RandomGenerator} and a {@code SimulatedNetwork}, which the method that
 * has it, and what runs after that, then uses for its connections.
 *
 * <p>After the test, and its {@code @AfterEach} methods, it fails for what it has left behind: see {@link Allow}. Methods
 * with {@code @BeforeAll} and {@code @AfterAll} run as ever, on no loop.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ExtendWith(AsyncExtension.class)
public @interface Async {

    /** Whose time the test goes by. */
    Timekeeping time() default Timekeeping.VIRTUAL;

    /** With {@link Timekeeping#REAL}: how many seconds of the loop's time go by in a second; more than 0. */
    double rate() default 1;

    /** After how many milliseconds of real time the test fails, with the task tree; its clean-up included. */
    long limitMillis() default 10_000;

    /** For how many milliseconds of real time a step may hold the loop; 0 for any length of time. */
    long holdLimitMillis() default 0;

    /** The kind of threads. */
    On threads() default On.ALLOWED;

    /** The kind of threads that a test runs on. */
    enum On {
        /** What the JVM allows, or the system property {@code asyncio4j.threads} says. */
        ALLOWED,
        /** {@code EventLoopBuilder.Threads.CARRIED}. */
        CARRIED,
        /** {@code EventLoopBuilder.Threads.PORTABLE}. */
        PORTABLE,
        /**
         * Both, one after the other: first carried ones, if the JVM allows them. The second time is in one task, on an instance
         * of its own that is made by a constructor without parameters. A simulation must do the same on both.
         */
        BOTH
    }
}
