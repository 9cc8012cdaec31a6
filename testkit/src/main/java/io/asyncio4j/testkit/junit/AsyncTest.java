package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.Timekeeping;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that awaits: it runs as a task of a fresh loop, on virtual time unless it says otherwise. What {@link Async} says,
 * with {@code @Test}.
 *
 * <pre>{@code
 * @AsyncTest
 * void queueWaitsForRoom(TestLoop test) {
 *     var queue = new Queue<Integer>(1);
 *     queue.put(1);
 *     var second = createTask(() -> queue.put(2));
 *     test.settle();
 *     assertThat(second.done()).isFalse();
 *     queue.get();
 *     second.await();
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Test
@ExtendWith(AsyncExtension.class)
public @interface AsyncTest {

    /** Whose time the test goes by. */
    Timekeeping time() default Timekeeping.VIRTUAL;

    /** With {@link Timekeeping#REAL}: how many seconds of the loop's time go by in a second; more than 0. */
    double rate() default 1;

    /** After how many milliseconds of real time the test fails, with the task tree; its clean-up included. */
    long limitMillis() default 10_000;

    /** For how many milliseconds of real time a step may hold the loop; 0 for any length of time. */
    long holdLimitMillis() default 0;

    /** The kind of threads. */
    Async.On threads() default Async.On.ALLOWED;
}
