package io.asyncio4j.offload.hazelcast.architecture;

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
import com.tngtech.archunit.core.importer.Location;
import io.asyncio4j.offload.hazelcast.Cluster;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The two rooms of this artifact, what it stands on, and what users may extend. */
class ClusterArchitectureTest {

    private static final String ROOT = Cluster.class.getPackageName();
    private static final JavaClasses CLUSTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption((Location location) -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void whatRunsOnMembers_knowsNothingOfWhoAsks() {
        noClasses().that().resideInAPackage(ROOT + ".internal")
                .should().dependOnClassesThat().resideInAPackage(ROOT).check(CLUSTER);
    }

    @Test
    void itStandsOnWhatThePoolExports_onTheEngineAndTheJdk() {
        noClasses().should().dependOnClassesThat(describe("are of other libraries, or internal",
                type -> !resideInAnyPackage(ROOT + "..", "io.asyncio4j", "io.asyncio4j.sync",
                        "io.asyncio4j.spi",
                        "io.asyncio4j.offload",
                        "io.asyncio4j.offload.spi", "com.hazelcast..", "java..", "org.jspecify..").test(type)
                        && !type.isPrimitive() && !type.isArray()))
                .check(CLUSTER);
        noClasses().should().dependOnClassesThat().resideInAPackage("com.hazelcast..impl..").check(CLUSTER);
    }

    @Test
    void nothingIsMadeToBeExtended_butExceptions() {
        classes().that().arePublic().and().areNotInterfaces().and().areNotRecords().and().areNotEnums()
                .and().areNotAssignableTo(Throwable.class)
                .should().haveModifier(JavaModifier.FINAL).check(CLUSTER);
    }

    /** A stack that overflows in a static initialiser would make the class useless for good. */
    @Test
    void noClassHasAStaticInitialiser() {
        assertThat(CLUSTER.stream().filter(type -> type.getStaticInitializer().isPresent())
                .map(JavaClass::getName)).isEmpty();
    }

    @Test
    void eachPackageHasItsMap() {
        var packages = CLUSTER.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        var maps = CLUSTER.stream().filter(type -> type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(maps).isEqualTo(packages);
    }
}
