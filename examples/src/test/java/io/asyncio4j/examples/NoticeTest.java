package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What belongs to others is named: each project that a build file here depends on stands in NOTICE. */
class NoticeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** How NOTICE calls what groups of artifacts, npm packages and processors of annotations belong to. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("org.jspecify", "JSpecify"),
            Map.entry("com.hazelcast", "Hazelcast"),
            Map.entry("org.junit", "JUnit"),
            Map.entry("org.junit.jupiter", "JUnit"),
            Map.entry("org.junit.platform", "JUnit"),
            Map.entry("info.picocli", "picocli"),
            Map.entry("com.fasterxml.jackson.core", "Jackson"),
            Map.entry("tools.profiler", "async-profiler"),
            Map.entry("org.openjdk.jmh", "JMH"),
            Map.entry("org.jetbrains.kotlin", "Kotlin"),
            Map.entry("org.jetbrains.kotlinx", "Kotlin"),
            Map.entry("org.assertj", "AssertJ"),
            Map.entry("com.tngtech.archunit", "ArchUnit"),
            Map.entry("com.google.errorprone", "Error Prone"),
            Map.entry("com.uber.nullaway", "NullAway"),
            Map.entry("io.netty", "Netty"),
            Map.entry("io.ktor", "Ktor"),
            Map.entry("playwright-core", "Playwright"),
            Map.entry("uplot", "uPlot"),
            Map.entry("@dagrejs/dagre", "dagre"),
            Map.entry("org.springframework.boot", "Spring Boot"),
            Map.entry("io.micrometer", "Micrometer"),
            Map.entry("io.opentelemetry", "OpenTelemetry"),
            Map.entry("org.openjdk.jcstress", "jcstress"),
            Map.entry("org.jetbrains.lincheck", "Lincheck"),
            Map.entry("org.jacoco", "JaCoCo"),
            Map.entry("org.pitest", "PIT"),
            Map.entry("org.slf4j", "SLF4J"),
            Map.entry("ch.qos.logback", "Logback"),
            Map.entry("vitepress", "VitePress"),
            Map.entry("pyodide", "Pyodide"));

    private static Stream<Path> files(String ending) throws IOException {
        var skipped = List.of("target", "node_modules", ".git");
        try (var all = Files.walk(ROOT)) {
            return all.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> Stream.of(ROOT.relativize(file).toString().split("[/\\\\]"))
                            .noneMatch(skipped::contains))
                    .toList().stream();
        }
    }

    private static List<String> found(String ending, String where, String what) throws IOException {
        var names = new ArrayList<String>();
        for (var file : files(ending).toList()) {
            Pattern.compile(where, Pattern.DOTALL).matcher(Files.readString(file)).results()
                    .flatMap(part -> Pattern.compile(what).matcher(part.group()).results())
                    .forEach(name -> names.add(name.group(1)));
        }
        return names;
    }

    @Test
    void everyProjectThatSomethingHereDependsOn_isNamed() throws IOException {
        var groups = new TreeSet<>(found("pom.xml",
                "<(dependency|path|artifactItem)>.*?</(dependency|path|artifactItem)>",
                "<groupId>([^<$]+)</groupId>"));
        groups.removeIf(group -> group.startsWith("io.asyncio4j"));
        groups.addAll(found("package.json", "[dD]ependencies\": \\{.*?}", "\"([^\"]+)\": \"[0-9]"));
        assertThat(groups).contains("org.jspecify", "vitepress");
        assertThat(NAMES.keySet()).as("how NOTICE calls whom a build file names: add it to both")
                .containsAll(groups);

        var notice = Files.readString(ROOT.resolve("NOTICE"));
        assertThat(groups).allSatisfy(
                group -> assertThat(notice).as(group).containsPattern("\\b" + NAMES.get(group) + "\\b"));
    }

    @Test
    void sources_haveNoLicenceHeader() throws IOException {
        var own = Path.of("examples/src/test/java/io/asyncio4j/examples/NoticeTest.java");
        assertThat(files(".java").filter(file -> !ROOT.relativize(file).equals(own))).allSatisfy(
                file -> assertThat(Files.readString(file))
                        .doesNotContain("Licensed under the", "SPDX-License-Identifier"));
    }
}
