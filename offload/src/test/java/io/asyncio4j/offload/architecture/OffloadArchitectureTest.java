package io.asyncio4j.offload.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.asyncio4j.offload.ProcessPool;
import io.asyncio4j.offload.spi.OutcomeFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rooms of this artifact, and who may enter which. That it uses exported packages only, the compiler sees to. */
class OffloadArchitectureTest {

    private static final String ROOT = ProcessPool.class.getPackageName();
    private static final JavaClasses OFFLOAD = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void roomsAreEnteredByTheirDoors() {
        layeredArchitecture().consideringOnlyDependenciesInLayers()
                .layer("public").definedBy(ROOT)
                .layer("spi").definedBy(ROOT + ".spi")
                .layer("map").definedBy(ROOT + ".internal.map")
                .layer("pool").definedBy(ROOT + ".internal.pool")
                .layer("child").definedBy(ROOT + ".internal.child")
                .layer("wire").definedBy(ROOT + ".internal.wire")
                .layer("serial").definedBy(ROOT + ".internal.serial")
                .layer("parts").definedBy(ROOT + ".internal.parts")
                .whereLayer("parts").mayNotAccessAnyLayer()
                .whereLayer("wire").mayOnlyBeAccessedByLayers("pool", "child")
                .whereLayer("child").mayOnlyBeAccessedByLayers("pool") // by the name of its main class
                .whereLayer("map").mayOnlyBeAccessedByLayers("public")
                .whereLayer("pool").mayOnlyBeAccessedByLayers("public")
                .whereLayer("serial").mayOnlyBeAccessedByLayers("spi", "pool", "map")
                .check(OFFLOAD);
    }

    @Test
    void nothingIsMadeToBeExtended_butExceptionsAndTheBaseOfAPlacesFutures() {
        classes().that().areNotAssignableFrom(OutcomeFuture.class).and().arePublic().and().areNotInterfaces()
                .and().areNotRecords().and().areNotEnums()
                .and().areNotAssignableTo(Throwable.class)
                .should().haveModifier(JavaModifier.FINAL).check(OFFLOAD);
    }

    @Test
    void eachPackageHasItsMap() {
        var packages = OFFLOAD.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        var maps = OFFLOAD.stream().filter(type -> type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(maps).isEqualTo(packages);
    }
}
