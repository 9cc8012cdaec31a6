package io.asyncio4j.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.cli.MainLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which JVMs are left alone when those with asyncio4j are looked for. */
@EnabledOnOs(OS.LINUX)
class LibrarySearchTest {

    private static final String CLASS = "io/asyncio4j/EventLoop.class";

    @TempDir private Path dir;
    private Path process;

    /** A process as /proc shows it. */
    @BeforeEach
    void aProcess() throws IOException {
        process = Files.createDirectories(dir.resolve("process"));
        Files.createDirectories(process.resolve("fd"));
        Files.createSymbolicLink(process.resolve("cwd"), Files.createDirectories(dir.resolve("work")));
    }

    private static Path jar(Path file, String others, String... entries) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!others.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, others);
        }
        try (var out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (String entry : entries) {
                out.putNextEntry(new JarEntry(entry));
            }
        }
        return file;
    }

    private boolean mayBeIn(String version, String classPath) {
        return LibrarySearch.mayBeIn(Map.of("java.property.java.vm.specification.version", version,
                "java.property.java.class.path", classPath), process);
    }

    @Test
    void olderJvms_cannotHaveIt() {
        assertThat(mayBeIn("21", "")).isFalse();
        assertThat(mayBeIn("1.8", "")).as("of another form").isTrue();
        assertThat(LibrarySearch.mayBeIn(Map.of(), process)).as("nothing is told").isTrue();
    }

    @Test
    void programsOfModules_mayHaveIt() {
        assertThat(mayBeIn("25", "")).isTrue();
    }

    @Test
    void foldersAndArchivesOfTheClassPath_areLookedInto() throws IOException {
        Path with = Files.createDirectories(dir.resolve("with"));
        Files.createDirectories(with.resolve(CLASS).getParent());
        Files.createFile(with.resolve(CLASS));
        Path without = Files.createDirectories(dir.resolve("without"));
        Path other = jar(dir.resolve("other.jar"), "", "shop/Shop.class");
        assertThat(mayBeIn("25", without + ":" + with)).isTrue();
        assertThat(mayBeIn("25", without + ":" + other + ":" + dir.resolve("gone.jar"))).isFalse();
        assertThat(mayBeIn("25", jar(dir.resolve("whole.jar"), "", CLASS).toString())).isTrue();
        assertThat(mayBeIn("25",
                jar(dir.resolve("fat.jar"), "", "BOOT-INF/lib/asyncio4j-core-1.jar").toString()))
                .isTrue();
    }

    @Test
    void aClassPathThatIsCutWhereItIsTold_mayHaveIt() {
        String many = (dir.resolve("gone.jar") + ":").repeat(100);
        assertThat(mayBeIn("25", many.substring(0, 1_022))).isFalse();
        assertThat(mayBeIn("25", many.substring(0, 1_023))).isTrue();
    }

    @Test
    void archivesThatAnArchiveNames_areLookedInto_andRelativePlaces() throws IOException {
        Path work = dir.resolve("work");
        jar(work.resolve("library.jar"), "", CLASS);
        jar(work.resolve("app.jar"), "library.jar app.jar", "shop/Shop.class");
        assertThat(mayBeIn("25", "app.jar")).isTrue();
        jar(work.resolve("app.jar"), "app.jar", "shop/Shop.class");
        assertThat(mayBeIn("25", "app.jar")).isFalse();
    }

    @Test
    void archivesThatAreOpen_areLookedInto_asAServerMayHaveThem() throws IOException {
        Path server = jar(dir.resolve("server.jar"), "", "server/Main.class");
        assertThat(mayBeIn("25", server.toString())).isFalse();
        Files.createSymbolicLink(process.resolve("fd").resolve("7"),
                jar(dir.resolve("asyncio4j-core.jar"), "", CLASS));
        assertThat(mayBeIn("25", server.toString())).isTrue();
    }

    @Test
    void whatCannotBeLookedAt_mayHaveIt() throws IOException {
        assertThat(LibrarySearch.mayBeIn(Map.of("java.property.java.class.path", "x"), dir.resolve("gone")))
                .isTrue();
        Path broken = Files.writeString(dir.resolve("broken.jar"), "no archive");
        assertThat(mayBeIn("25", broken.toString())).isTrue();
    }

    /** Whoever opens it would wait until somebody writes. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeInTheClassPath_isNotOpened() throws Exception {
        Path pipe = dir.resolve("pipe.jar");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertThat(mayBeIn("25", pipe.toString())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk.jcmd/sun.tools.jcmd.JCmd 1", "jdk.compiler/com.sun.tools.javac.Main -d x"})
    void toolsOfTheJdk_haveNoLoops(String command) {
        assertThat(LibrarySearch.isTool(command)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.Main a/b", "shop/shop.Main", "", "jdk.jshell/jdk.jshell.tool.Main",
        "jdk.compiler/com.sun.tools.javac.launcher.SourceLauncher Shop.java"})
    void programs_mayHaveSome(String command) {
        assertThat(LibrarySearch.isTool(command)).isFalse();
    }

    @Test
    void perfData_tellsOfThisVeryJvm() {
        assertThat(PerfData.of(ProcessHandle.current().pid()))
                .containsEntry("java.property.java.vm.specification.version",
                        Integer.toString(Runtime.version().feature()))
                .hasEntrySatisfying("java.property.java.class.path",
                        told -> assertThat(classPathAtStart()).startsWith(told));
        assertThat(PerfData.of(Long.MAX_VALUE)).isNull();
        assertThat(PerfData.read(new byte[64])).as("of another form").isNull();
    }

    // what Maven has started this JVM with is another one than what it then calls its class path
    private static String classPathAtStart() {
        return System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"));
    }

    @Test
    void aJvmWithoutTheLibrary_isNotAttachedTo() throws Exception {
        String alone = Target.placeOf(Bystander.class).toString();
        try (var bystander = Target.start(alone, Bystander.class, ""); var target = Target.start("no loop")) {
            var out = new StringWriter();
            MainLine.of(new PrintWriter(out), new PrintWriter(out)).execute("ps");
            assertThat(attachedTo(target)).as("one with the library").isTrue();
            assertThat(attachedTo(bystander)).isFalse();
        }
    }

    // the socket that the JDK's attach mechanism opens
    private static boolean attachedTo(Target target) {
        return Files.exists(Path.of("/tmp", ".java_pid" + target.pid()));
    }
}
