package io.asyncio4j.monitor.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.asyncio4j.monitor.Monitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the monitor: which may use which, on what they stand, how large a file may grow. */
class RoomsTest {

    private static final String ROOT = Monitor.class.getPackageName();
    private static final int MOST_LINES = 450;
    private static final JavaClasses MONITOR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void arrowsPointDown() {
        noClasses().that().resideInAPackage(ROOT + ".internal.look")
                .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".internal.web", ROOT + ".metrics")
                .check(MONITOR);
        noClasses().that().resideInAPackage(ROOT + ".internal.timeline")
                .should().dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".internal.web", ROOT + ".internal.look", ROOT + ".metrics")
                .check(MONITOR);
        noClasses().that().resideInAPackage(ROOT + ".internal.parts")
                .should().dependOnClassesThat(describe("are of the module, but not of that room",
                        type -> resideInAnyPackage(ROOT + "..").test(type)
                                && !type.getPackageName().equals(ROOT + ".internal.parts")))
                .check(MONITOR);
        noClasses().that().resideInAnyPackage(ROOT, ROOT + ".internal..")
                .should().dependOnClassesThat().resideInAnyPackage(ROOT + ".metrics")
                .check(MONITOR);
    }

    @Test
    void itStandsOnThePublicSurfaceOfTheCore_andOnTheJdk() {
        noClasses().that().resideInAnyPackage(ROOT, ROOT + ".internal..").should().dependOnClassesThat(
                describe("are of other libraries, or internal",
                        type -> !resideInAnyPackage(ROOT + "..", "java..", "javax.management..",
                                "jdk.jfr", "jdk.jfr.consumer", "com.sun.net.httpserver..", "org.jspecify..")
                                .test(type)
                                && !isPublicInCore(type) && !type.isPrimitive() && !type.isArray()))
                .check(MONITOR);
    }

    private static boolean isPublicInCore(JavaClass type) {
        return resideInAnyPackage("io.asyncio4j", "io.asyncio4j.inspect", "io.asyncio4j.spi").test(type)
                && type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    @Test
    void publicClasses_cannotBeSubclassedByChance() {
        classes().that().arePublic().and().areNotInterfaces().should().haveModifier(JavaModifier.FINAL)
                .check(MONITOR);
    }

    @Test
    void everyPackage_saysWhatItIs() {
        Set<String> packages = MONITOR.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        for (String name : packages) {
            assertThat(MONITOR.contain(name + ".package-info")).as("package-info of %s", name).isTrue();
        }
    }

    @Test
    void filesAreSmall() throws IOException {
        var large = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(java|js|mjs|css)"))
                    .filter(path -> !path.toString().matches(".*(vendor|node_modules).*")).toList()) {
                long lines = Files.readAllLines(file).size();
                if (lines > MOST_LINES) {
                    large.add(file + " has " + lines + " lines");
                }
            }
        }
        assertThat(large).isEmpty();
    }
}
