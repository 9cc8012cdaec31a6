package io.asyncio4j.net.architecture;

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
import io.asyncio4j.net.Net;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = Net.class.getPackageName();
    private static final String PROCESS = "io.asyncio4j.process";
    private static final JavaClasses NET = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT, PROCESS);

    @Test
    void arrowsPointDown() {
        noClasses().that().resideInAPackage(ROOT + ".spi").and().doNotHaveSimpleName("Network")
                .should().dependOnClassesThat().resideInAnyPackage(ROOT, ROOT + ".internal..", PROCESS)
                .check(NET);
        noClasses().that().resideInAPackage(ROOT + ".internal.parts")
                .should().dependOnClassesThat(describe("are of the module, but not of that room",
                        type -> resideInAnyPackage(ROOT + "..", PROCESS).test(type)
                                && !type.getPackageName().equals(ROOT + ".internal.parts")))
                .check(NET);
        noClasses().that().resideInAPackage(ROOT + ".internal.stream")
                .should().dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".internal.real", ROOT + ".internal.tls",
                        ROOT + ".internal.connect",
                        ROOT + ".internal.process", PROCESS)
                .check(NET);
        noClasses().that().resideInAnyPackage(ROOT + ".internal.real", ROOT + ".internal.tls")
                .should().dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".internal.connect", ROOT + ".internal.process", PROCESS)
                .check(NET);
        noClasses().that().resideInAPackage(ROOT + ".internal.pipe")
                .should().dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".internal.stream", ROOT + ".internal.real",
                        ROOT + ".internal.tls", ROOT + ".internal.connect", ROOT + ".internal.process",
                        PROCESS)
                .check(NET);
        noClasses().that().resideInAPackage(ROOT + ".internal.process")
                .should().dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".internal.real", ROOT + ".internal.tls",
                        ROOT + ".internal.connect", PROCESS)
                .check(NET);
        noClasses().that().resideInAPackage(ROOT)
                .should().dependOnClassesThat().resideInAnyPackage(PROCESS, ROOT + ".internal.process")
                .check(NET);
    }

    @Test
    void itStandsOnThePublicSurfaceOfTheCore_andOnTheJdk() {
        noClasses().should().dependOnClassesThat(
                describe("are of other libraries, or internal",
                        type -> !resideInAnyPackage(ROOT + "..", PROCESS, "java..", "javax.net.ssl..",
                                "org.jspecify..")
                                .test(type) && !isPublicInCore(type) && !type.isPrimitive()
                                && !type.isArray()))
                .check(NET);
    }

    private static boolean isPublicInCore(JavaClass type) {
        return resideInAnyPackage("io.asyncio4j", "io.asyncio4j.sync", "io.asyncio4j.spi").test(type)
                && type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    @Test
    void publicClasses_cannotBeSubclassedByChance() {
        classes().that().arePublic().and().areNotInterfaces().and().areNotAssignableTo(Throwable.class)
                .should().haveModifier(JavaModifier.FINAL)
                .check(NET);
    }

    @Test
    void everyPackage_saysWhatItIs() {
        Set<String> packages = NET.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        for (String name : packages) {
            assertThat(NET.contain(name + ".package-info")).as("package-info of %s", name).isTrue();
        }
    }
}
