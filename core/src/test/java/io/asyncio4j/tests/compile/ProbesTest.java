package io.asyncio4j.tests.compile;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.mayThrow;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What newcomers write: most of it compiles; what cannot has an error that fits a screen, and a remedy. */
class ProbesTest {

    private static final int MOST_LINES_OF_AN_ERROR = 25;
    private static final Pattern ROW_OF_THE_PAGE =
            Pattern.compile("^\\| `([^`]+)` \\| `([^`]+)`", Pattern.MULTILINE);

    @SuppressWarnings("InlineFormatString") // it is long
    private static final String AROUND = """
            import static io.asyncio4j.Asyncio.*;
            import static io.asyncio4j.ExceptionGroup.except;
            import io.asyncio4j.*;
            import io.asyncio4j.sync.Lock;
            import java.io.IOException;
            import java.sql.SQLException;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.*;

            class Probe%d {
                static final Duration S = Duration.ofSeconds(1);
                List<String> urls = List.of();
                io.asyncio4j.Task<String> task, other;
                io.asyncio4j.Task<Void> voidTask;
                List<VoidCoroutine> voidBodies = List.of();
                List<Coroutine<String>> bodies = List.of();
                Lock lock = new Lock();
                List<io.asyncio4j.Task<String>> ts() { return List.of(); }
                String fetch(String url) { return url; }
                String fetchOne() { return "x"; }
                void work() { sleep(S); }
                void io() throws IOException {}
                int ioInt() throws IOException { return 1; }

                void probe() throws TimeoutException {
                    %s
                }
            }
            """;

    private record Source(int number, String probe) {

        JavaFileObject file() {
            return new SimpleJavaFileObject(URI.create("string:///Probe" + number + ".java"),
                    JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return AROUND.formatted(number, probe);
                }
            };
        }
    }

    private static List<Source> probes(String resource) throws IOException {
        try (var in = ProbesTest.class.getResourceAsStream("/probes/" + resource)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            var sources = new ArrayList<Source>();
            for (String line : lines) {
                sources.add(new Source(sources.size() + 1, line));
            }
            return sources;
        }
    }

    /** {@return what the compiler has against them, which is nothing if they compile} */
    private static List<Diagnostic<? extends JavaFileObject>> compile(List<Source> probes, Path target)
            throws Exception {
        var said = new DiagnosticCollector<JavaFileObject>();
        String classPath =
                pathOf(Asyncio.class) + System.getProperty("path.separator") + pathOf(NullMarked.class);
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, said, List.of("-cp", classPath, "-d", target.toString(), "-proc:none",
                        "-Xlint:all,-classfile"), null, probes.stream().map(Source::file).toList())
                .call();
        return said.getDiagnostics().stream().filter(one -> one.getKind() == Diagnostic.Kind.ERROR).toList();
    }

    private static Path pathOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void whatNewcomersWrite_compiles(@TempDir Path target) throws Exception {
        List<Source> probes = probes("compile.txt");
        assertThat(probes).hasSizeGreaterThanOrEqualTo(100);
        assertThat(compile(probes, target).stream()
                .map(error -> probes.get(numberOf(error) - 1).probe() + ": " + error.getMessage(Locale.ROOT)))
                .isEmpty();
    }

    private static int numberOf(Diagnostic<? extends JavaFileObject> error) {
        String name = error.getSource().getName();
        return Integer
                .parseInt(name.substring(name.indexOf("Probe") + "Probe".length(), name.indexOf(".java")));
    }

    @Test
    void whatCannotCompile_hasAShortError_andARemedy(@TempDir Path target) throws Exception {
        for (Source probe : probes("refused.txt")) {
            assertThat(probe.probe()).as("its remedy").contains("  // ");
            List<Diagnostic<? extends JavaFileObject>> errors = compile(List.of(probe), target);
            assertThat(errors).as(probe.probe()).isNotEmpty();
            String text = errors.stream().map(error -> error.getMessage(Locale.ROOT))
                    .collect(Collectors.joining("\n"));
            assertThat(text.lines().count()).as(probe.probe() + text)
                    .isLessThanOrEqualTo(MOST_LINES_OF_AN_ERROR);
        }
    }

    @Test
    void whatThePageOfErrorsSaysOfSuchCalls_isSo(@TempDir Path target) throws Exception {
        Matcher rows = ROW_OF_THE_PAGE.matcher(Files.readString(Path.of("..", "docs", "errors.md")));
        List<Source> wrong = new ArrayList<>();
        List<Source> right = new ArrayList<>();
        while (rows.find()) {
            wrong.add(new Source(wrong.size() + 1, asStatement(rows.group(1))));
            right.add(new Source(right.size() + 1, asStatement(rows.group(2))));
        }
        assertThat(wrong).hasSizeGreaterThanOrEqualTo(10);
        for (Source probe : wrong) {
            assertThat(compile(List.of(probe), target)).as(probe.probe()).isNotEmpty();
        }
        assertThat(compile(right, target).stream()
                .map(error -> right.get(numberOf(error) - 1).probe() + ": " + error.getMessage(Locale.ROOT)))
                .isEmpty();
    }

    /** {@return {@code code} of the page with the names that are there around a probe} */
    private static String asStatement(String code) {
        return code.replace("second", "S").replace("bodies", "voidBodies").replace("tasks", "ts()")
                + (code.endsWith(";") ? "" : ";");
    }

    @Test
    void gatherOfTwo_ofWhichOneHasNoResult_bringsNullForIt_andOtherwiseBoth() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> "task");
            assertThat(gather(task, () -> sleep(ms(1))).await()).containsExactly("task", null);
            assertThat(gather(() -> sleep(ms(1)), task).await()).containsExactly(null, "task");
            assertThat(gather(() -> 1, () -> {
                sleep(ms(1));
            }).await()).containsExactly(1, null);
            assertThat(gather(() -> value(1), () -> value(2)).await()).as("calls that have a value")
                    .containsExactly(1, 2);
            assertThat(gather(ProbesTest::one, ProbesTest::one).await()).containsExactly(1, 1);
            assertThat(gather(() -> sleep(ms(1)), () -> sleep(ms(1))).await()).containsExactly(null, null);
        });
    }

    private static int one() {
        return 1;
    }

    private static int value(int value) {
        return value;
    }

    @Test
    void mayThrow_letsACheckedExceptionOfALambdaBeCaught_andThrowsNothingItself() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            try {
                mayThrow(IOException.class);
                log.add("before");
                waitFor(() -> fail("disk"), Duration.ofSeconds(1));
            } catch (IOException e) {
                log.add(e.getMessage());
            } catch (TimeoutException e) {
                log.add("late");
            }
            assertThat(log).containsExactly("before", "disk");
        });
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }
}
