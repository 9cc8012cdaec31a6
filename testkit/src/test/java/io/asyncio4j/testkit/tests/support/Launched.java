package io.asyncio4j.testkit.tests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a class of tests by JUnit, and tells how each ended. */
public final class Launched {

    private final List<String> passed = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private Launched() {}

    public static Launched classes(boolean inParallel, Class<?>... types) {
        var launched = new Launched();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(java.util.Arrays.stream(types).map(DiscoverySelectors::selectClass).toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled",
                        String.valueOf(inParallel))
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
                .build();
        LauncherFactory.create().execute(request, launched.new Listener());
        return launched;
    }

    public static Launched classes(Class<?>... types) {
        return classes(false, types);
    }

    private final class Listener implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            synchronized (Launched.this) {
                result.getThrowable().ifPresent(failures::add);
                if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                    passed.add(test.getDisplayName());
                }
            }
        }
    }

    public List<String> passed() {
        return passed;
    }

    public List<Throwable> failures() {
        return failures;
    }

    /** {@return the one failure that there is} */
    public Throwable failure() {
        if (failures.size() != 1) {
            throw new AssertionError("expected one failure, got " + failures + ", passed " + passed);
        }
        return failures.getFirst();
    }

    /** {@return the message of the one failure, with those of what it suppresses} */
    public String message() {
        Throwable failure = failure();
        return failure + java.util.Arrays.stream(failure.getSuppressed()).map(each -> "\nsuppressed: " + each)
                .collect(Collectors.joining());
    }
}
