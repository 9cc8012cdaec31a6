package io.asyncio4j.net.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.asyncio4j.net.Net;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each public operation that waits is cancelled at each of its awaits by a test, one of those named {@code Cancel...}: each
 * of its forms, unless that only hands on to another one.
 */
class CancelledEverywhereTest {

    private static final Set<String> EXPORTED = Set.of(Net.class.getPackageName(), "io.asyncio4j.process");
    private static final JavaClasses NET = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(EXPORTED.toArray(String[]::new));
    /** What waits, in the core. */
    private static final Set<String> AWAITS =
            Set.of("await", "sleep", "timeout", "wait", "waitFor", "toThread", "staggeredRace", "acquire",
                    "run", "taskGroup");

    @Test
    void eachOperationThatWaits_isCancelledAtEachAwait() {
        Set<String> waiting = new TreeSet<>();
        Set<JavaMethod> all = waitingMethods();
        for (JavaMethod method : all) {
            JavaClass owner = method.getOwner();
            if (EXPORTED.contains(owner.getPackageName())
                    && owner.getModifiers().contains(JavaModifier.PUBLIC)
                    && method.getModifiers().contains(JavaModifier.PUBLIC) && !onlyHandsOn(method, all)) {
                waiting.add(method.getFullName().replaceAll("\\b[a-z0-9]+\\.", ""));
            }
        }
        assertThat(waiting).as("what waits").contains("StreamReader.readLine()",
                "StreamWriter.startTls(TlsOptions)", "Server.shutdown(Duration)",
                "Net.startServer(ConnectionHandler, List, int, ServerOptions)",
                "Sockets.sendFile(SocketChannel, FileChannel, long, Long)",
                "Process.communicate([B, Duration)", "DatagramEndpoint.send([B)",
                "Processes.createSubprocessShell(ProcessOptions, String)");
        waiting.removeAll(usedByTests());
        assertThat(waiting).as("operations that wait, and that no test of CancelEverywhere uses").isEmpty();
    }

    /** {@return the methods that wait, themselves or by way of others; not of those that they only hand on} */
    private static Set<JavaMethod> waitingMethods() {
        Set<JavaMethod> found = new HashSet<>();
        Queue<JavaMethod> toFollow = new ArrayDeque<>();
        for (JavaClass type : NET) {
            for (JavaMethod method : type.getMethods()) {
                if (calls(method).anyMatch(CancelledEverywhereTest::isAwait) && found.add(method)) {
                    toFollow.add(method);
                }
            }
        }
        while (!toFollow.isEmpty()) {
            JavaMethod waits = toFollow.remove();
            for (JavaClass type : NET) {
                for (JavaMethod method : type.getMethods()) {
                    if (calls(method).anyMatch(call -> mayReach(call, waits)) && found.add(method)) {
                        toFollow.add(method);
                    }
                }
            }
        }
        return found;
    }

    private static Stream<JavaMethodCall> calls(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream().filter(call -> !call.isDeclaredInLambda());
    }

    private static boolean isAwait(JavaMethodCall call) {
        String owner = call.getTargetOwner().getPackageName();
        return (owner.equals("io.asyncio4j") || owner.equals("io.asyncio4j.sync"))
                && AWAITS.contains(call.getTarget().getName());
    }

    private static boolean mayReach(JavaMethodCall call, JavaMethod method) {
        return NET.contain(call.getTargetOwner().getName())
                && call.getTarget().getName().equals(method.getName())
                && call.getTarget().getRawParameterTypes().size() == method.getRawParameterTypes().size()
                && method.getOwner().isAssignableTo(call.getTargetOwner().getName());
    }

    /** {@return whether all that {@code method} waits for is a public method of its own name, with other parameters} */
    private static boolean onlyHandsOn(JavaMethod method, Set<JavaMethod> waiting) {
        return calls(method).noneMatch(CancelledEverywhereTest::isAwait)
                && calls(method).allMatch(call -> waiting.stream().filter(each -> mayReach(call, each))
                        .allMatch(each -> each.getOwner().equals(method.getOwner())
                                && each.getName().equals(method.getName())
                                && each.getModifiers().contains(JavaModifier.PUBLIC)));
    }

    /** {@return what tests of cancelling call, also in lambdas, or refer to} */
    private static Set<String> usedByTests() {
        Set<String> used = new HashSet<>();
        for (JavaClass type : new ClassFileImporter().importPackages("io.asyncio4j.net.tests")) {
            if (type.getName().matches(".*\\.Cancel\\w+Test\\b.*")) {
                Stream.concat(type.getMethodCallsFromSelf().stream(),
                        type.getMethodReferencesFromSelf().stream())
                        .forEach(each -> used
                                .add(each.getTarget().getFullName().replaceAll("\\b[a-z0-9]+\\.", "")));
            }
        }
        return used;
    }
}
