package io.asyncio4j.stress.races;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StressCommandTest {

    private static String errorOf(String... arguments) {
        var errors = new StringWriter();
        int status = StressCommand.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
        assertThat(status).isEqualTo(2);
        return errors.toString();
    }

    @Test
    void badOptions_areRefused() {
        assertThat(errorOf("--minutes", "0.5"))
                .contains("--minutes must be at least 1 and at most a day, not 0.5");
        assertThat(errorOf("--only", "[")).contains("--only is no regular expression");
        assertThat(errorOf("--only", "Nothing")).contains("no race has a name with Nothing in it");
    }
}
