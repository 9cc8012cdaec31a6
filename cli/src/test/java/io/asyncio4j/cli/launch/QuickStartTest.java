package io.asyncio4j.cli.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.cli.launch.Checkout.Ended;
import io.asyncio4j.cli.launch.Checkout.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that {@code ./asyncio4j run} starts in real JVMs: the quick way never shows. */
@DisabledOnOs(OS.WINDOWS)
class QuickStartTest {

    private static final String HELLO = """
            import static io.asyncio4j.Asyncio.*;

            void main(String[] args) {
                run(() -> {
                    sleep(Duration.ofMillis(1));
                    IO.println("hello " + String.join(",", args));
                });
            }
            """;

    @TempDir private static Path shared;
    private static Checkout checkout;

    @TempDir private Path own;

    @BeforeAll
    static void startOnce() throws Exception {
        checkout = new Checkout(shared);
        checkout.put("Hello.java", HELLO);

        assertThat(checkout.run("Hello.java", "a", "b c")).isEqualTo(new Ended(0, "hello a,b c\n", ""));

        assertThat(checkout.archives()).allSatisfy(each -> assertThat(each).isNotEmptyFile());
        assertThat(programs(checkout)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    Throws     | void main() { throw new IllegalStateException("oh"); }
                    Fails      | class Fails { static int n = 1 / 0; public static void main(String[] args) {} }
                    Exits      | void main() { System.exit(7); }
                    Wrong      | void main() { int n = "text"; }
                    Warned     | void main() { new Thread(() -> {}).stop(); List l = new ArrayList(); l.add(1); }
                    NoMain     | class NoMain {}
                    TwoMains   | void main() { IO.println("no"); } void main(String[] args) { IO.println("yes"); }
                    Inherited  | class Inherited extends Base {} class Base { void main() { IO.println("base"); } }
                    Needs      | void main() { IO.println(Sibling.NAME); }
                    ByName     | void main() throws Exception { IO.println(Class.forName("Sibling").getField("NAME").get(null)); }
                    Bundle     | void main() { IO.println(ResourceBundle.getBundle("Texts").getString("key")); }
                    Resource   | void main() { IO.println(getClass().getResource("/Sibling.java") != null); }
                    InPackage  | package p; class InPackage { public static void main(String[] args) {} }
                    Property   | void main() { IO.println(System.getProperty("jdk.launcher.sourcefile")); }
                    Several    | enum Color { RED } record R(Color c) {} void main() { IO.println(new R(Color.RED)); }
                    Modules    | import module io.asyncio4j; void main() { IO.println(EventLoop.class.getModule()); }
                    Construct  | class Construct { Construct() { throw new RuntimeException("no"); } void main() {} }
                    """)
    void everyStart_doesWhatTheJdksLauncherDoes(String name, String source) throws Exception {
        checkout.put("Sibling.java",
                "public class Sibling { public static final String NAME = \"sibling\"; }\n");
        checkout.put("Texts.java", """
                public class Texts extends java.util.ListResourceBundle {
                    @Override protected Object[][] getContents() { return new Object[][] {{"key", "value"}}; }
                }
                """);
        checkout.put(name + ".java", source + "\n");

        Ended plainly = withoutLauncher(checkout.runPlainly(name + ".java"));

        assertThat(withoutLauncher(checkout.run(name + ".java"))).as("first start").isEqualTo(plainly);
        assertThat(withoutLauncher(checkout.run(name + ".java"))).as("second start").isEqualTo(plainly);
    }

    // Where a program fails before its main method runs, either launcher stands in the stack trace.
    private static Ended withoutLauncher(Ended ended) {
        var err = ended.err().lines()
                .filter(line -> !line
                        .matches("\\s+at (jdk.compiler/com.sun.tools.javac|io.asyncio4j.cli).launch.*"))
                .map(line -> line.matches("\\s+\\.\\.\\. \\d+ more") ? "..." : line)
                .toList();
        return new Ended(ended.status(), ended.out(), String.join("\n", err));
    }

    @Test
    void aChangedProgram_isCompiledAgain() throws Exception {
        checkout.put("Changing.java", "void main() { IO.println(1); }");
        assertThat(checkout.run("Changing.java").out()).isEqualTo("1\n");

        checkout.put("Changing.java", "void main() { IO.println(2); }");

        assertThat(checkout.run("Changing.java").out()).isEqualTo("2\n");
    }

    @Test
    void aNewFileThatHidesAClass_isSeen() throws Exception {
        var alone = new Checkout(own);
        alone.put("Prog.java", "void main() { IO.println(new Random(1) instanceof java.util.Random); }");
        var withoutArchive = Map.of("ASYNCIO4J_SKIP_BUILD", "1");
        assertThat(Checkout.end(alone.start(withoutArchive, "Prog.java")).out()).isEqualTo("true\n");

        alone.put("Random.java",
                "class Random extends java.util.Random { Random(int n) { IO.println(\"ours\"); } }");

        assertThat(Checkout.end(alone.start(withoutArchive, "Prog.java")).out()).isEqualTo("ours\ntrue\n");
    }

    @Test
    void aDamagedArchive_isIgnored() throws Exception {
        checkout.put("Late.java", "void main() { IO.println(1); }"); // seems to have changed each time
        Files.setLastModifiedTime(checkout.work.resolve("Late.java"), future());
        for (var archive : checkout.archives()) {
            var whole = Files.readAllBytes(archive);
            var time = Files.getLastModifiedTime(archive);
            try {
                for (var damaged : List.of(new byte[0], "rubbish".getBytes(UTF_8), half(whole))) {
                    Files.write(archive, damaged);

                    assertThat(checkout.run("Hello.java", "x")).isEqualTo(new Ended(0, "hello x\n", ""));
                    assertThat(checkout.run("Late.java")).isEqualTo(new Ended(0, "1\n", ""));
                }
            } finally { // the other tests use it
                Files.write(archive, whole);
                Files.setLastModifiedTime(archive, time);
            }
        }
    }

    /** Says which archive it was started with. */
    private static final String TAKEN =
            """
                    void main() {
                        for (String each : java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()) {
                            if (each.startsWith("-XX:AOTCache=")) {
                                IO.println(each.endsWith(".compiled.aot") ? "compiled" : "to be compiled");
                            }
                        }
                    }
                    """;

    private static FileTime future() {
        return FileTime.from(Instant.now().plusSeconds(3600));
    }

    @Test
    void aCompiledProgram_isStartedWithoutTheCompilersClasses() throws Exception {
        checkout.put("Which.java", TAKEN);

        assertThat(checkout.run("Which.java").out()).isEqualTo("to be compiled\n");
        assertThat(checkout.run("Which.java").out()).isEqualTo("compiled\n");

        checkout.put("Which.java", TAKEN + "// changed\n");
        Files.setLastModifiedTime(checkout.work.resolve("Which.java"), future());

        assertThat(checkout.run("Which.java").out()).isEqualTo("to be compiled\n");
    }

    @Test
    void aProgramThatIsLeftToTheJdksLauncher_isStartedWithTheCompilersClasses() throws Exception {
        checkout.put("Left.java", TAKEN + "void warnedOf() { new Thread(() -> {}).stop(); }");

        assertThat(checkout.run("Left.java").out()).isEqualTo("to be compiled\n");
        assertThat(checkout.run("Left.java").out()).isEqualTo("to be compiled\n");
    }

    @Test
    void aDamagedProgramOfTheCache_isCompiledAgain() throws Exception {
        checkout.put("Damaged.java", "void main() { IO.println(1); }");
        var before = programs(checkout);
        checkout.run("Damaged.java");
        var added = programs(checkout);
        added.removeAll(before);
        Path file = added.getFirst();
        var whole = Files.readAllBytes(file);
        var flipped = whole.clone();
        flipped[whole.length - 20] ^= 1;
        for (var damaged : List.of(new byte[0], new byte[5], "rubbish".getBytes(UTF_8), half(whole),
                flipped)) {
            Files.write(file, damaged);

            assertThat(checkout.run("Damaged.java")).isEqualTo(new Ended(0, "1\n", ""));

            assertThat(file).hasBinaryContent(whole);
        }
    }

    @Test
    void withoutAPlaceForTheCache_programsRunAllTheSame() throws Exception {
        var readOnly = new Checkout(own);
        readOnly.put("Hello.java", HELLO);
        Files.createFile(readOnly.root.resolve("target")); // nobody, not even root, can write below it

        assertThat(readOnly.run("Hello.java", "x")).isEqualTo(new Ended(0, "hello x\n", ""));
        assertThat(readOnly.run("Hello.java", "y")).isEqualTo(new Ended(0, "hello y\n", ""));
    }

    @Test
    void manyStartsAtOnce_thenAChangedJar() throws Exception {
        var fresh = new Checkout(own);
        fresh.put("Hello.java", HELLO);

        startThreeTimesAtOnce(fresh);

        var archive = fresh.archives().getFirst();
        assertThat(fresh.archives()).allSatisfy(each -> assertThat(each).isNotEmptyFile());
        assertThat(fresh.starts).isDirectoryNotContaining("glob:**.config")
                .isDirectoryNotContaining("glob:**.aot.*");
        assertThat(fresh.starts.resolve("programs")).isDirectoryNotContaining("glob:**.tmp");

        var future = FileTime.from(Instant.now().plusSeconds(5));
        Files.setLastModifiedTime(fresh.core, future);
        Files.setLastModifiedTime(fresh.root.resolve("cli/target/asyncio4j.jar"), future);
        var made = Files.getLastModifiedTime(archive);

        assertThat(Checkout.end(fresh.start(Map.of("ASYNCIO4J_SKIP_BUILD", "1"), "Hello.java", "stale")))
                .isEqualTo(new Ended(0, "hello stale\n", ""));
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(made);

        assertThat(fresh.run("Hello.java", "new")).isEqualTo(new Ended(0, "hello new\n", ""));
        assertThat(Files.getLastModifiedTime(archive)).isGreaterThan(made);
    }

    private static void startThreeTimesAtOnce(Checkout fresh) throws Exception {
        List<Started> started = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            started.add(fresh.start(Map.of(), "Hello.java", "x"));
        }
        for (var each : started) {
            assertThat(Checkout.end(each)).isEqualTo(new Ended(0, "hello x\n", ""));
        }
    }

    private static byte[] half(byte[] whole) {
        return Arrays.copyOf(whole, whole.length / 2);
    }

    private static List<Path> programs(Checkout checkout) throws IOException {
        List<Path> programs = new ArrayList<>();
        try (var files = Files.newDirectoryStream(checkout.starts.resolve("programs"))) {
            files.forEach(programs::add);
        }
        return programs;
    }
}
