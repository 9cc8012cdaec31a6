package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FuzzProgressTest {
    @Test
    void estimates_fromThePaceSoFar() {
        assertThat(FuzzProgress.line(250, 1000, 10)).isEqualTo("250 of 1000 scenarios, about 30 s left");
        assertThat(FuzzProgress.line(100, 1000, 60)).isEqualTo("100 of 1000 scenarios, about 9 min left");
    }

    @Test
    void inALog_isSilent() {
        var out = new StringWriter();
        var progress = FuzzProgress.to(new PrintWriter(out, true), 3);
        for (int done = 1; done <= 3; done++) {
            progress.accept(done);
        }
        assertThat(out.toString()).isEmpty();
    }
}
