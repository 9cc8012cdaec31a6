package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.Allowance;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Something that a test, or each test of a class, may leave behind.
 *
 * <pre>{@code
 * @Allow(kind = TASK, name = "heartbeat-*", reason = "ends with the JVM")
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(Allow.All.class)
public @interface Allow {

    /** What kind of thing. */
    Allowance.Kind kind();

    /** Its name, in which {@code *} stands for any characters; see {@link Allowance#name}. */
    String name();

    /** Why it may. */
    String reason();

    /** More than one. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface All {

        /** Each of them. */
        Allow[] value();
    }
}
