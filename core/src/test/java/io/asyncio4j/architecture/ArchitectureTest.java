package io.asyncio4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.asyncio4j.EventLoop;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = EventLoop.class.getPackageName();
    private static final String KERNEL = ROOT + ".internal.kernel";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void eventsOfFlightRecorder_areWrittenByWayOfOneFile() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".internal.jfr")
                .and().doNotHaveSimpleName("FlightRecordings")
                .should().dependOnClassesThat().resideInAPackage(ROOT + ".internal.jfr")
                .check(CORE);
    }

    @Test
    void coreUsesTheJdkOnly() {
        noClasses().should().dependOnClassesThat(
                describe("are of other libraries",
                        type -> !resideInAnyPackage(ROOT + "..", "java..", "javax.management..",
                                "org.jspecify..",
                                "jdk.jfr..", "jdk.management..", "sun.misc")
                                .test(type) && !type.isPrimitive() && !type.isArray()))
                .check(CORE);
        noClasses().that().resideOutsideOfPackage(ROOT + ".internal.jfr") // a JVM may lack it
                .should().dependOnClassesThat().resideInAPackage("jdk.jfr..")
                .check(CORE);
        noClasses().that().haveNameNotMatching(".*\\.NativeSignals(\\$.*)?") // likewise
                .should().dependOnClassesThat().resideInAPackage("sun.misc")
                .check(CORE);
    }

    @Test
    void optionalModulesOfTheJdk_areUsedInFourFiles() {
        noClasses().that().doNotHaveSimpleName("LockOwners").and().doNotHaveSimpleName("LoopBeans")
                .and().doNotHaveFullyQualifiedName(ROOT + ".internal.watch.Carriers$Scheduler")
                .and().doNotHaveSimpleName("AgentSign")
                .should().dependOnClassesThat()
                .resideInAnyPackage("java.lang.management..", "javax.management..", "jdk.management..")
                .check(CORE);
    }

    @Test
    void privateJdkAccess_isInOneFile() {
        noClasses().that().doNotHaveSimpleName("PrivateVirtualThreads")
                .and(describe("are not nested in it",
                        type -> !type.getName().contains("PrivateVirtualThreads$")))
                .should().dependOnClassesThat().haveNameMatching("java\\.lang\\.reflect\\..*")
                .orShould().callMethod(java.lang.invoke.MethodHandles.class, "privateLookupIn",
                        Class.class, java.lang.invoke.MethodHandles.Lookup.class)
                .check(CORE);
    }

    @Test
    void publicClasses_cannotBeSubclassedByChance() {
        classes().that().resideOutsideOfPackage(ROOT + ".internal..").and().arePublic().and()
                .areNotInterfaces().and().areNotAssignableTo(Throwable.class)
                .should(beFinalOrSealed())
                .check(CORE);
    }

    @Test
    void everyPackage_saysWhatItIs() {
        Set<String> packages = CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        for (String name : packages) {
            assertThat(CORE.contain(name + ".package-info")).as("package-info of %s", name).isTrue();
        }
    }

    @Test
    void thereIsOneDoorToSuspension() {
        assertThat(callersOf(ROOT + ".internal.thread.TaskThread", "suspend"))
                .containsExactly(KERNEL + ".TaskImpl.suspend");
        assertThat(callersOf(ROOT + ".internal.thread.TaskThread", "leave"))
                .containsExactly(ROOT + ".internal.bridge.OffLoopCall.make");
    }

    @Test
    void thereIsOnePlaceThatRunsCallbacks() {
        assertThat(callersOf(KERNEL + ".HandleImpl", "call")).containsExactly(KERNEL + ".Turns.call");
    }

    @Test
    void thereIsOnePlaceThatEndsAFuture_andOneThatBeginsItAnew() {
        Set<String> writers = CORE.stream()
                .flatMap(type -> type.getFieldAccessesFromSelf().stream())
                .filter(access -> access.getAccessType()
                        == com.tngtech.archunit.core.domain.JavaFieldAccess.AccessType.SET)
                .filter(access -> access.getTarget().getFullName().equals(KERNEL + ".FutureImpl.state"))
                .map(ArchitectureTest::origin)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(writers).containsExactly(KERNEL + ".FutureImpl.<init>",
                KERNEL + ".FutureImpl.becomePending",
                KERNEL + ".FutureImpl.finish");
    }

    private static Set<String> callersOf(String type, String method) {
        return CORE.stream()
                .flatMap(caller -> caller.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals(type) && call.getName().equals(method))
                .filter(call -> !call.getOriginOwner().isAssignableTo(type))
                .map(ArchitectureTest::origin)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String origin(JavaAccess<?> access) {
        return access.getOriginOwner().getName() + "." + access.getOrigin().getName();
    }

    private static ArchCondition<JavaClass> beFinalOrSealed() {
        return new ArchCondition<>("be final or sealed") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed =
                        type.getModifiers().contains(JavaModifier.FINAL) || type.reflect().isSealed();
                events.add(new SimpleConditionEvent(type, closed, type.getName() + " is open to subclasses"));
            }
        };
    }
}
