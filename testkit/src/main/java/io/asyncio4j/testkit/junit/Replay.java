package io.asyncio4j.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run with schedules that have failed once: beside {@link Explored} before all others, alone without it.
 *
 * <pre>{@code
 * @Replay("src/test/schedules/BufferTest.handsOver.schedule")
 * void handsOver_again() { ... }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
@ExtendWith(ExploredExtension.class)
public @interface Replay {

    /** Files that an exploration has saved, seen from the working directory; or schedules, such as {@code 3:1,7:2}. */
    String[] value();
}
