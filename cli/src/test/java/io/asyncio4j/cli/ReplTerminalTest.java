package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The REPL at a terminal, which Python makes: what only line editing has. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplTerminalTest {
    static final String PYTHON = System.getenv().getOrDefault("ASYNCIO4J_PYTHON", "python3");
    private static final String ARROW_UP = "\033OA";
    private static final String END = "\4";

    // runs a command at a terminal of its own, and hands through what is typed and written
    static final String TERMINAL = """
            import fcntl, os, pty, select, struct, sys, termios
            child, terminal = pty.fork()
            if child == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
            sources = [0, terminal]
            while terminal in sources:
                for ready in select.select(sources, [], [])[0]:
                    try:
                        data = os.read(ready, 4096)
                    except OSError:
                        data = b""
                    if not data:
                        sources.remove(ready)
                    else:
                        os.write(terminal if ready == 0 else 1, data)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """;

    @TempDir private Path home;

    @BeforeAll
    static void python() throws InterruptedException {
        boolean installed;
        try {
            installed = new ProcessBuilder(PYTHON, "-c", "import pty").start().waitFor() == 0;
        } catch (IOException e) {
            installed = false;
        }
        assertThat(installed || System.getenv("CI") == null).as("a Python with pty").isTrue();
        assumeTrue(installed, "no Python that can make a terminal");
    }

    /** A session at a terminal. */
    private final class Session implements AutoCloseable {
        private final Process process;
        private final Reader output;
        private final StringBuilder written = new StringBuilder();

        Session() throws IOException {
            var command = new ArrayList<>(List.of(PYTHON, "-c", TERMINAL,
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "-Djava.util.prefs.userRoot=" + home,
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    "io.asyncio4j.cli.Main", "repl"));
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("TERM", "xterm");
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            process = builder.start();
            output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
            awaitText("jshell> ");
        }

        void type(String keys) throws IOException {
            written.setLength(0);
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        String awaitText(String text) throws IOException {
            while (written.indexOf(text) < 0) {
                int next = output.read();
                if (next < 0) {
                    throw new AssertionError("no \"" + text + "\" in: " + written);
                }
                written.append((char) next);
            }
            return written.toString();
        }

        int end() throws Exception {
            type(END);
            while (output.read() >= 0) {
            } // until it has ended
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void tabCompletesTheLibrary_andArrowUpBringsBackAnEarlierSession() throws Exception {
        try (var session = new Session()) {
            assertThat(session.written).doesNotContain("INFO");
            session.type("createTa\t");
            session.awaitText("createTask(");
            session.type("() -> 40 + 2).awai\t");
            session.awaitText("await(");
            session.type("()\r");
            session.awaitText("==> 42");
            assertThat(session.end()).isZero();
        }
        try (var session = new Session()) {
            session.type(ARROW_UP);
            session.awaitText("createTask(() -> 40 + 2).await()");
            session.type("\r");
            session.awaitText("==> 42");
            assertThat(session.end()).isZero();
        }
    }
}
