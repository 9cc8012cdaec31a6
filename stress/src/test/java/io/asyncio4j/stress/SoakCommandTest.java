package io.asyncio4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SoakCommandTest {

    private static final class Ended {

        private final int status;
        private final String out;
        private final String err;

        Ended(String... arguments) {
            var written = new StringWriter();
            var errors = new StringWriter();
            status = SoakCommand.commandLine().setOut(new PrintWriter(written, true))
                    .setErr(new PrintWriter(errors, true)).execute(arguments);
            out = written.toString();
            err = errors.toString();
        }
    }

    @Test
    void aFewRounds_findNothing_andSaySo() {
        var ended = new Ended("--rounds", "3", "--seed", "7");
        assertThat(ended.out).startsWith("soak: seed 7, ")
                .contains("soak: 3 rounds in ", " tasks, ", " items, ")
                .endsWith("; nothing lost, nothing left\n");
        assertThat(ended.status).isZero();
    }

    @Test
    void aRoundIsTheSameTasksAgain() {
        assertThat(tasks(new Ended("--rounds", "1", "--seed", "11"))).isEqualTo(
                tasks(new Ended("--rounds", "1", "--seed", "11")))
                .isNotEqualTo(tasks(new Ended("--rounds", "1", "--seed", "12")));
    }

    private static String tasks(Ended ended) {
        return ended.out.replaceAll("(?s).*: ([0-9,]+) tasks.*", "$1");
    }

    @Test
    void badOptions_areRefused() {
        var ended = new Ended("--minutes", "0");
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.err).contains("--minutes must be more than 0 and at most a day, not 0.0");
        assertThat(new Ended("--rounds", "0").err).contains("--rounds must be at least 1, not 0");
    }
}
