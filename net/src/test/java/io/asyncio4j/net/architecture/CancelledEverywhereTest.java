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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each public operation that waits is cancelled at each of its awaits by a test, one of those named {@code Cancel...}. */
class CancelledEverywhereTest {

    private static final Path TESTS = Path.of("src/test/java");
    private static final Set<String> EXPORTED = Set.of(Net.class.getPackageName(), "io.asyncio4j.process");
    private static final JavaClasses NET = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(EXPORTED.toArray(String[]::new));
    /** What waits, in the core. */
    private static final Set<String> AWAITS =
            Set.of("await", "sleep", "timeout", "wait", "toThread", "staggeredRace",
                    "acquire", "run");

    @Test
    void eachOperationThatWaits_isCancelledAtEachAwait() throws IOException {
        Set<String> waiting = new TreeSet<>();
        for (JavaMethod method : waitingMethods()) {
            JavaClass owner = method.getOwner();
            if (EXPORTED.contains(owner.getPackageName())
                    && owner.getModifiers().contains(JavaModifier.PUBLIC)
                    && method.getModifiers().contains(JavaModifier.PUBLIC)) {
                waiting.add(owner.getSimpleName() + "." + method.getName());
            }
        }
        assertThat(waiting).as("what waits").contains("StreamReader.readLine", "StreamWriter.startTls",
                "Server.shutdown", "Net.startServer", "Sockets.sendFile", "Process.communicate",
                "DatagramEndpoint.send", "Processes.createSubprocessShell");
        String tests = sources();
        waiting.removeIf(
                each -> Pattern.compile("\\b" + each.substring(each.indexOf('.') + 1) + "\\b(\\(|\\))")
                        .matcher(tests).find());
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

    private static String sources() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : files
                    .filter(each -> each.getFileName().toString().matches("Cancel\\w+Test\\.java"))
                    .filter(each -> !each.endsWith("CancelledEverywhereTest.java")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
