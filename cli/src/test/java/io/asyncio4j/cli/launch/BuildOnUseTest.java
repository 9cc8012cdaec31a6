package io.asyncio4j.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.cli.launch.Checkout.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher script builds, and what it asks of Maven, which is a fake here that writes down its calls. */
@DisabledOnOs(OS.WINDOWS)
class BuildOnUseTest {
    @TempDir private Path dir;

    private Checkout checkout;
    private Path calls;
    private Path source;

    @BeforeEach
    void aBuiltCheckout() throws Exception {
        checkout = new Checkout(dir);
        checkout.put("Hello.java", "void main() { IO.println(\"hello\"); }");
        calls = dir.resolve("calls.txt");
        Files.createFile(calls);
        source = checkout.root.resolve("core/src/main/Some.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "");
        age(source, -60);
        age(source.getParent(), -60);
        age(checkout.root.resolve("cli/src/main"), -60);
        fakeMaven("touch core/target/asyncio4j-core.jar cli/target/asyncio4j.jar");
    }

    @Test
    void nothingHasChanged_nothingIsBuilt() throws Exception {
        assertThat(run("Hello.java")).isEqualTo(new Ended(0, "hello\n", ""));
        assertThat(calls).isEmptyFile();
    }

    @Test
    void anotherBuildOfTheSameSources_makesNothingStale() throws Exception {
        age(checkout.core, 60); // as "bench" or "mvn install" leave it

        assertThat(run("Hello.java").out()).isEqualTo("hello\n");
        assertThat(calls).isEmptyFile();
    }

    @Test
    void aChangedSource_isBuilt_withoutTestsAndChecks() throws Exception {
        age(source, 2);

        var ended = run("Hello.java");

        assertThat(ended.out()).isEqualTo("hello\n");
        assertThat(ended.err()).isEqualTo("asyncio4j: building (sources changed) ...\n");
        assertThat(calls).content().contains("-DskipTests", "-DskipChecks", "-P quick",
                "-pl cli -am package");
    }

    @Test
    void aBuildThatChangesNothing_leavesTheJarAsItWas() throws Exception {
        age(checkout.core, -1);
        age(checkout.root.resolve("cli/target/asyncio4j.jar"), -100);
        var before = Files.getLastModifiedTime(checkout.core);

        run("Hello.java");

        assertThat(calls).isNotEmptyFile();
        assertThat(Files.getLastModifiedTime(checkout.core)).isEqualTo(before);
    }

    @Test
    void aBuildThatFails_saysWhatMavenSaid() throws Exception {
        age(source, 2);
        fakeMaven("echo '[ERROR] it is broken'; exit 1");

        var ended = run("Hello.java");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("[ERROR] it is broken",
                "the build failed; Maven's output is above.");
        assertThat(checkout.root.resolve("target/asyncio4j-build.lock")).doesNotExist();
    }

    @Test
    void dependencies_areLookedForOnce() throws Exception {
        var jar = Files.createDirectory(dir.resolve("some.jar"));
        fakeMaven("""
                for argument; do case $argument in
                    -Dmdep.outputFile=*) echo "%s" > "${argument#*=}" ;;
                    -f) pom=next ;;
                    *) [ "$pom" != next ] || { cp "$argument" "%s"; pom=; } ;;
                esac; done
                """.formatted(jar, dir.resolve("pom.xml")));
        checkout.put("Deps.java", """
                //DEPS org.acme:some:1.2, org.acme:bom:3@pom
                //DEPS org.acme:other:4:tests
                void main() { IO.println(System.getProperty("java.class.path").endsWith("%s")); }
                """.formatted(jar.getFileName()));

        assertThat(run("Deps.java")).isEqualTo(new Ended(0, "true\n",
                "asyncio4j: looking for org.acme:some:1.2 org.acme:bom:3@pom org.acme:other:4:tests ...\n"));
        assertThat(run("Deps.java")).isEqualTo(new Ended(0, "true\n", ""));

        assertThat(Files.readAllLines(calls)).singleElement().asString().contains("build-classpath");
        assertThat(dir.resolve("pom.xml")).content().contains(
                "<artifactId>bom</artifactId><version>3</version><type>pom</type><scope>import</scope>",
                "<artifactId>other</artifactId><version>4</version><type>jar</type><classifier>tests</classifier>");

        Files.delete(jar);
        run("Deps.java");
        assertThat(Files.readAllLines(calls)).as("a jar is gone, so Maven is asked again").hasSize(2);
    }

    @Test
    void dependenciesThatAreNotThere_areSaid() throws Exception {
        fakeMaven("echo '[ERROR] no such artifact'; exit 1");
        checkout.put("Deps.java", "//DEPS org.acme:none:1\nvoid main() {}");
        checkout.put("Odd.java", "//DEPS <a>:b:c\nvoid main() {}");
        checkout.put("Short.java", "//DEPS org.acme\nvoid main() {}");

        var ended = run("Deps.java");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("no such artifact",
                "Maven does not find what the //DEPS of Deps.java name");
        assertThat(run("Odd.java").err()).contains("//DEPS wants group:artifact:version, not <a>:b:c");
        assertThat(run("Short.java").err()).contains("//DEPS wants group:artifact:version, not org.acme");
    }

    @Test
    void classPath_isTheProgramsToo() throws Exception {
        var folder = Files.createDirectory(checkout.work.resolve("data"));
        Files.writeString(folder.resolve("text.txt"), "found");
        checkout.put("Cp.java", """
                void main() throws Exception {
                    var text = ClassLoader.getSystemResourceAsStream("text.txt");
                    IO.println(new String(text.readAllBytes()));
                }
                """);

        assertThat(run("--cp", "none.jar", "--class-path=data", "Cp.java"))
                .isEqualTo(new Ended(0, "found\n", ""));
    }

    @Test
    void theLibraryAsAModule_canBeImported() throws Exception {
        checkout.put("Imports.java",
                """
                        import module io.asyncio4j;
                        import static io.asyncio4j.Asyncio.*;

                        void main() {
                            run(() -> IO.println(EventLoop.class.getModule().getName() + gather(() -> 1, () -> 2).await()));
                        }
                        """);

        assertThat(run("Imports.java")).isEqualTo(new Ended(0, "io.asyncio4j[1, 2]\n", ""));
        assertThat(run("--threads=carried", "Imports.java").out()).isEqualTo("io.asyncio4j[1, 2]\n");
    }

    private Ended run(String... arguments) throws Exception {
        var path = dir.resolve("bin") + ":" + System.getenv("PATH");
        // without the cache of classes, which takes seconds to make
        return Checkout.end(checkout.start(Map.of("PATH", path, "ASYNCIO4J_NO_CACHE", "1"), arguments));
    }

    private void fakeMaven(String does) throws IOException {
        var mvn = Files.createDirectories(dir.resolve("bin")).resolve("mvn");
        Files.writeString(mvn, "#!/bin/sh\necho \"$*\" >> \"" + calls + "\"\n" + does + "\n");
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void age(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
        assertThat(List.of(file)).allMatch(Files::exists);
    }
}
