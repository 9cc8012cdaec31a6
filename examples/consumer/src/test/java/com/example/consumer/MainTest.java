package com.example.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.AsyncTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On virtual time: an hour takes no time, and the clock is exact. A task that is left over fails the test. */
class MainTest {

    @AsyncTest
    void greetsAllAtOnce(TestLoop test) {
        var greetings = Main.greetAll(List.of("Ann", "Cid"), Duration.ofHours(1));
        assertEquals(List.of("Hello Ann", "Hello Cid"), greetings);
        assertEquals(Duration.ofMillis(600), test.time());
    }

    @AsyncTest
    void doesNotWaitForTheSlow() {
        assertEquals(
                List.of("Hello Ann", "Another time, Zoe"),
                Main.greetAll(List.of("Ann", "Zoe"), Duration.ofSeconds(5)));
    }

    @Test
    void theFlagIsSet() {
        assertTrue(Object.class.getModule().isOpen("java.lang", Main.class.getModule()),
                "the slower kind of threads is in use: asyncio4j.flag in pom.xml has not reached the tests");
    }
}
