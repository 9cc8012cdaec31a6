/**
 * Tests that await, with JUnit 6 or 5.14.
 *
 * <p><b>A test</b> is a method with {@link io.asyncio4j.testkit.junit.AsyncTest}; a parameterised or repeated one has
 * {@link io.asyncio4j.testkit.junit.Async} beside JUnit's own annotation, and a class may have it for all its tests.
 * {@link io.asyncio4j.testkit.junit.Allow} says what a test may leave behind.
 *
 * <p><b>A test that is run once a seed</b> has {@link io.asyncio4j.testkit.junit.Simulated};
 * {@link io.asyncio4j.testkit.junit.Seed} pins what was found.
 *
 * <p><b>A test that is run in many orders</b> has {@link io.asyncio4j.testkit.junit.Explored};
 * {@link io.asyncio4j.testkit.junit.Replay} runs those that have failed once.
 *
 * <p>References are not null unless marked {@code @Nullable}.
 */
@NullMarked
package io.asyncio4j.testkit.junit;

import org.jspecify.annotations.NullMarked;
