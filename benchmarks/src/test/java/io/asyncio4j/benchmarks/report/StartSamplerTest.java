package io.asyncio4j.benchmarks.report;

import static io.asyncio4j.benchmarks.report.Works.COLD_START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a checkout whose script asyncio4j is one of the test's. */
class StartSamplerTest {

    @TempDir private Path checkout;

    private StartSampler sampler(@Nullable Python python, String script) throws IOException {
        Path file = checkout.resolve("asyncio4j");
        Files.writeString(file, "#!/bin/sh\ncd " + checkout + "\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return new StartSampler(checkout, Pace.FULL, python);
    }

    @Test
    void sample_isTheTimeUntilTheEnd_withoutTheSleep() throws Exception {
        try (var sampler = sampler(null, "echo hello; sleep 0.1; echo world\n")) {
            assertThat(sampler.sample(COLD_START, Side.RUN_AGAIN, 0)).singleElement()
                    .satisfies(nanos -> assertThat(nanos).isBetween(90e6, 60e9));
        }
    }

    @Test
    void programThatDoesNotSayItsWords_isNoSample() throws Exception {
        try (var sampler = sampler(null, "echo hello\n")) {
            assertThatExceptionOfType(SampleException.class)
                    .isThrownBy(() -> sampler.sample(COLD_START, Side.RUN_AGAIN, 0))
                    .withMessage("cold start of " + Side.RUN_AGAIN.title() + ": it printed hello");
        }
    }

    @Test
    void scriptThatFails_isNoSample_andIsNamedWithoutItsFolder() throws Exception {
        try (var sampler = sampler(null, "echo broken >&2; exit 7\n")) {
            assertThatExceptionOfType(SampleException.class)
                    .isThrownBy(() -> sampler.sample(COLD_START, Side.RUN_CHANGED, 0))
                    .withMessage("cold start of " + Side.RUN_CHANGED.title()
                            + ": asyncio4j ended with status 7: broken");
        }
    }

    @Test
    void program_isTheSameAtEachStart_orAnotherOneEachTime() throws Exception {
        try (var sampler = sampler(null, "cksum \"$2\" >> sums; echo hello; echo world\n")) {
            for (int start = 0; start < 3; start++) {
                sampler.sample(COLD_START, Side.RUN_AGAIN, 0);
                sampler.sample(COLD_START, Side.RUN_CHANGED, 0);
            }
        }

        List<String> sums = Files.readAllLines(checkout.resolve("sums"));
        assertThat(sums.stream().filter(line -> line.contains("again")).distinct()).hasSize(1);
        assertThat(sums.stream().filter(line -> line.contains("changed")).distinct()).hasSize(3);
    }

    @Test
    void javaWithoutTheLibrary_isPreparedAndRuns() throws Exception {
        try (var sampler = sampler(null, "exit 1\n")) {
            sampler.prepare(); // of which everything that needs the library fails, and nothing is said

            assertThat(sampler.sample(COLD_START, Side.JAVA_CLASS, 0)).hasSize(1);
            assertThat(sampler.sample(COLD_START, Side.JAVA_SOURCE, 0)).hasSize(1);
        }
    }

    @Test
    void python_isASideIfThereIsOne() throws Exception {
        Path python = checkout.resolve("python");
        Files.writeString(python, "#!/bin/sh\n[ \"$1\" = -c ] && printf 'hello\\nworld\\n'\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();

        try (var without = sampler(null, ""); var with = sampler(
                new Python(python.toString(), 13, "3.13.0", null), "")) {
            assertThat(without.available()).hasSize(5).doesNotContain(Side.PYTHON);
            assertThat(with.available()).hasSize(6);
            assertThat(with.sample(COLD_START, Side.PYTHON, 0)).hasSize(1);
        }
    }
}
