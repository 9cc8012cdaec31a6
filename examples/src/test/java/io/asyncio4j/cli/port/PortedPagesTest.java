package io.asyncio4j.cli.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio4j.examples.PastedProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python of the porting pages: CPython prints what the page says, and so does the draft that {@code port} makes of it.
 */
class PortedPagesTest {
    private static final Path GUIDE = Path.of("..").toAbsolutePath().normalize().resolve("docs/guide");

    /** Time that passes only when nothing can run, for CPython. */
    private static final String VIRTUAL_TIME = """
            import asyncio

            class VirtualTimeLoop(asyncio.SelectorEventLoop):
                def __init__(self):
                    super().__init__()
                    self._now = 0.0
                    select = self._selector.select

                    def at_once(timeout):
                        if timeout:
                            self._now += timeout
                        return select(None if timeout is None else 0)
                    self._selector.select = at_once

                def time(self):
                    return self._now

            asyncio.new_event_loop = asyncio.events.new_event_loop = VirtualTimeLoop
            """;

    private record Example(String heading, String python, String output) {}

    @TempDir private static Path dir;
    private static String interpreter;

    @BeforeAll
    static void findPython() {
        interpreter = PythonSyntax.find();
    }

    private static List<Example> examples() throws IOException {
        var text = Files.readString(GUIDE.resolve("porting.md"));
        var found =
                Pattern.compile("```python\\n(.*?)```.*?```text\\n(.*?)```", Pattern.DOTALL).matcher(text);
        var examples = new ArrayList<Example>();
        while (found.find()) {
            var before = text.substring(0, found.start());
            var heading =
                    before.substring(before.lastIndexOf("\n### ") + 5).lines().findFirst().orElseThrow();
            examples.add(new Example(heading, found.group(1), found.group(2)));
        }
        assertThat(examples).hasSizeGreaterThan(9);
        return examples;
    }

    @TestFactory
    Stream<DynamicTest> python_printsWhatThePageSays() throws IOException {
        return examples().stream().map(each -> DynamicTest.dynamicTest(each.heading, () -> {
            assumeThat(interpreter).as("a Python on the PATH").isNotNull();
            var file = Files.writeString(dir.resolve("program.py"), VIRTUAL_TIME + each.python);
            var process = new ProcessBuilder(interpreter, file.toString()).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assumeThat(output).as("a Python that knows except* and timeout, 3.11")
                    .doesNotContain("SyntaxError");
            assertThat(output).isEqualTo(each.output);
        }));
    }

    @TestFactory
    Stream<DynamicTest> theDraft_compiles_andPrintsTheSame() throws IOException {
        return examples().stream().map(each -> DynamicTest.dynamicTest(each.heading, () -> {
            var draft = draft(each.python);
            if (draft.contains(Draft.MARK)) {
                // what a decorator makes of a function has no name in Java
                assertThat(each.heading).startsWith("Decorators");
            } else {
                assertThat(PastedProgram.outputOf(draft, "portable")).containsExactlyElementsOf(
                        each.output.lines().toList());
            }
        }));
    }

    @Test
    void theDraftOnTheCommandsPage_isWhatTheCommandMakes() throws Exception {
        var page = GUIDE.resolve("port-command.md");
        var text = Files.readString(page);
        var python = Pattern.compile("```python\\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(python.find()).isTrue();
        var draft = draft(python.group(1));
        var shown = Pattern.compile("(?<=```java-draft\\n).*?(?=```)", Pattern.DOTALL);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page,
                    shown.matcher(text).replaceFirst(java.util.regex.Matcher.quoteReplacement(draft)));
            return;
        }
        var found = shown.matcher(text);
        assertThat(found.find()).isTrue();
        assertThat(found.group()).isEqualTo(draft).contains(Draft.MARK + "            word = word.strip(");
    }

    private static String draft(String python) throws Exception {
        assumeThat(interpreter).as("a Python on the PATH").isNotNull();
        var draft = String.join("\n", PortCommand.draft(interpreter, "program.py", python)) + "\n";
        var errors = new DraftCompiler(PastedProgram.FILE, List.of()).errors(draft);
        assertThat(errors).as(draft).isEmpty();
        return draft;
    }
}
