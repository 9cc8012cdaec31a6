package io.asyncio4j.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.cli.MainLine;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That what it makes compiles and passes its tests is checked by {@code .ci/consumers}, on its template. */
class NewCommandTest {
    private static final Path TEMPLATE =
            Path.of(System.getProperty("asyncio4j.root", "..")).resolve("examples/consumer");

    @TempDir private Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aProjectOfTheTemplatesName_isTheTemplate() throws IOException {
        assertThat(execute("new", dir.resolve("consumer").toString())).isZero();

        assertThat(texts(dir.resolve("consumer"))).isEqualTo(texts(TEMPLATE)).containsKey(".gitignore");
    }

    @Test
    void theName_isThatOfFolderPackageJarAndImage() throws IOException {
        var folder = dir.resolve("My-Shop2");

        assertThat(execute("new", folder.toString())).isZero();

        assertThat(out.toString()).contains("is ready", "mvn verify")
                .containsPattern("(?m)^  (java|/\\S+java) -jar target/My-Shop2.jar$");
        var texts = texts(folder);
        assertThat(texts.keySet()).contains("src/main/java/com/example/myshop2/Main.java");
        assertThat(texts.get("src/main/java/com/example/myshop2/Main.java"))
                .startsWith("package com.example.myshop2;");
        assertThat(texts.get("pom.xml")).contains("<artifactId>My-Shop2</artifactId>",
                "<mainClass>com.example.myshop2.Main</mainClass>", "<finalName>My-Shop2</finalName>");
        assertThat(texts.get("Dockerfile")).contains("/app/My-Shop2.jar");
        assertThat(texts.values()).noneMatch(text -> text.contains("consumer"));
    }

    @Test
    void aPackage_canBeGiven() throws IOException {
        var folder = dir.resolve("shop");

        assertThat(execute("new", "--package", "org.acme.shop", "--no-install", folder.toString())).isZero();

        assertThat(folder.resolve("src/test/java/org/acme/shop/MainTest.java")).exists();
        assertThat(folder.resolve("pom.xml")).content().contains("<groupId>org.acme</groupId>");
    }

    @Test
    void whatIsThere_isLeftAlone() throws IOException {
        var folder = Files.createDirectory(dir.resolve("full"));
        Files.writeString(folder.resolve("mine.txt"), "mine");

        assertThat(execute("new", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is there already, and not an empty folder");
        assertThat(execute("new", folder.resolve("mine.txt").toString())).isEqualTo(2);
        assertThat(texts(folder)).containsOnlyKeys("mine.txt");
    }

    @Test
    void aNameThatCannotBe_isSaid() {
        assertThat(execute("new", dir.resolve("9lives").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("starts with a letter");
        assertThat(execute("new", "--package", "com.class", dir.resolve("a").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("com.class is no name of a Java package");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void aCheck_saysTheSame_andMakesNothing() {
        assertThat(execute("new", "--check", dir.resolve("9lives").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("starts with a letter");
        assertThat(execute("new", "--check", dir.resolve("shop").toString())).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theJavaToStartItWith_isNamedByItsFolder_ifTheOneOnThePathIsTooOld() throws IOException {
        var old = jdk("old", "17.0.12");
        var recent = jdk("recent", "26-ea");
        var linked = Files.createDirectory(dir.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("java"), recent.resolve("bin/java"));

        assertThat(JavaOnPath.command(old.resolve("bin").toString(), recent))
                .isEqualTo(recent.resolve("bin/java").toString());
        assertThat(JavaOnPath.command(dir.toString(), recent))
                .isEqualTo(recent.resolve("bin/java").toString());
        assertThat(JavaOnPath.command(linked + File.pathSeparator + old.resolve("bin"), recent))
                .isEqualTo("java");
    }

    private Path jdk(String name, String version) throws IOException {
        var home = Files.createDirectories(dir.resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"-\"\nJAVA_VERSION=\"" + version + "\"\n");
        var java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(java, "");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return home;
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = folder.relativize(file).toString();
                if (!name.startsWith("target")) {
                    texts.put(name, Files.readString(file));
                }
            }
        }
        return texts;
    }

    private int execute(String... arguments) {
        return MainLine.of(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
    }
}
