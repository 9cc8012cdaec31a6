package io.asyncio4j.benchmarks.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.benchmarks.report.ProgressLine;
import io.asyncio4j.benchmarks.report.Python;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ScaleRunTest {

    /** Each side does all of its works once, and compares the results, so that none of them rots. */
    @Test
    @Timeout(300)
    void everySide_measuresItsWorks() throws Exception {
        var notes = new ArrayList<String>();
        Python python = Python.forAsyncio(Python.find(System.getenv("ASYNCIO4J_PYTHON"))).orElse(null);
        var progress = new StringWriter();

        var figures =
                new ScaleRun(1, 0.05, python, new ProgressLine(new PrintWriter(progress))).measure(notes);

        assertThat(notes).isEmpty();
        for (ScaleSide side : ScaleSide.values()) {
            if (!side.isPython() || python != null) {
                assertThat(figures.get(side)).as(side.title).singleElement().satisfies(its -> {
                    assertThat(its.calls()).isPositive();
                    assertThat(its.p99()).isGreaterThanOrEqualTo(its.p50());
                    assertThat(its.primes()).isPositive();
                    assertThat(its.wordsMicros()).isPositive();
                });
            }
        }
        assertThat(progress.toString()).contains("1 thread of this JVM, round 1");
    }
}
