package io.asyncio4j.benchmarks;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.sync.Queue;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixTest {

    /** What makes a loop, and what is for the compiler only. */
    private static final Set<String> NOT_FOR_A_TASK = Set.of("run", "mayThrow");
    private static final Path SYNC = Path.of("../core/src/main/java/io/asyncio4j/sync");

    @ParameterizedTest
    @EnumSource(Threads.class)
    void allOfIt_doesWhatItShould_timeAfterTime(Threads threads) {
        try (var runner = BenchmarkOnLoops.runner(threads)) {
            runner.run(() -> Mix.repeat(Duration.ofMillis(100)));
        }
    }

    @Test
    void everyFunctionOfAsyncio_hasItsTurn() throws Exception {
        Set<String> functions = Stream.of(Asyncio.class.getDeclaredMethods())
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .map(Method::getName).filter(name -> !NOT_FOR_A_TASK.contains(name)).collect(toSet());

        assertThat(functions).hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(body()).containsPattern("\\b" + name + "\\("));
    }

    @Test
    void everyLockAndQueue_hasItsTurn() throws Exception {
        try (Stream<Path> files = Files.list(SYNC)) {
            Set<String> names = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(MixTest::isMade).collect(toSet());

            assertThat(names).hasSizeGreaterThan(8)
                    .allSatisfy(name -> assertThat(body()).containsPattern("new " + name + "\\b"));
        }
    }

    private static boolean isMade(String name) {
        try {
            Class<?> type = Class.forName(Queue.class.getPackageName() + "." + name);
            return !type.isRecord() && !Throwable.class.isAssignableFrom(type)
                    && type.getConstructors().length > 0;
        } catch (ClassNotFoundException e) {
            return false; // package-info
        }
    }

    private static String body() throws Exception {
        return Files.readString(Path.of("src/main/java/io/asyncio4j/benchmarks/Mix.java"));
    }
}
