package io.asyncio4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorProfilerTest {

    @Test
    void timeOfTheProcess_isThatOfAllItsThreads() throws Exception {
        var profiler = new ProcessorProfiler();
        long before = profiler.nanos();
        long[] worked = new long[1];

        Thread other = Thread.ofPlatform().start(() -> {
            var threads = java.lang.management.ManagementFactory.getThreadMXBean();
            while (worked[0] < 20_000_000) {
                worked[0] = threads.getCurrentThreadCpuTime();
            }
        });
        other.join();

        assertThat(profiler.nanos() - before).isGreaterThanOrEqualTo(20_000_000);
    }
}
