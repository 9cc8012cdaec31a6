package io.asyncio4j.benchmarks;

/**
 * A work that repeats something so often that a part of the repetitions tells as much about one of them: with the system
 * property {@value #PROPERTY} it does one in so many. JMH does not know that, so its figure is to be multiplied.
 */
public interface Divisible {

    String PROPERTY = "asyncio4j.benchmarks.share";
    /** One in how many is done. */
    int SHARE = Integer.getInteger(PROPERTY, 1);
}
