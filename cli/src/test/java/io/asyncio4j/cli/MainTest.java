package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_namesTheCommands() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: asyncio4j", "run", "test");
    }

    @Test
    void version_namesItselfAndJava() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("asyncio4j ").contains("Java 2");
    }

    @Test
    void runHelp_listsTheOptions() {
        assertThat(execute("run", "--help")).isZero();
        assertThat(out.toString()).contains("--virtual-time", "--threads", "carried, portable", "FILE");
    }

    @Test
    void usageErrors_haveStatusTwo() {
        assertThat(execute()).isEqualTo(2);
        assertThat(execute("walk")).isEqualTo(2);
        assertThat(execute("run")).isEqualTo(2);
        assertThat(execute("run", "Prog.java", "-x")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing command", "'walk'", "'FILE'");
    }

    @Test
    void aCommandThatIsNotThere_isNamed_inTwoLines() {
        assertThat(execute("monitr", "4711")).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly(
                "there is no command 'monitr', did you mean monitor?", "asyncio4j --help lists the commands");
        assertThat(execute("--monitr")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--monitr'");
    }

    @Test
    void runAndTest_pointToTheScript() {
        assertThat(execute("run", "Prog.java")).isEqualTo(2);
        assertThat(execute("test")).isEqualTo(2);
        assertThat(err.toString()).contains("./asyncio4j run FILE.java", "./asyncio4j test");
    }

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
