package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.internal.run.TestRun;
import io.asyncio4j.testkit.internal.world.Kinds;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Reads what the annotations of a test say. */
final class TestSettings {

    private TestSettings() {}

    /** {@return how the test runs, once for each kind of threads} */
    static List<TestRun.Settings> of(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        checkCombination(method);
        String name = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
        Optional<AsyncTest> own = AnnotationSupport.findAnnotation(method, AsyncTest.class);
        if (own.isPresent()) {
            AsyncTest test = own.get();
            return settings(name, test.time(), test.rate(), test.limitMillis(), test.holdLimitMillis(),
                    test.threads(),
                    allowances(context));
        }
        Async async = AnnotationSupport.findAnnotation(method, Async.class)
                .or(() -> ofClass(context))
                .orElseThrow(() -> new ExtensionConfigurationException(
                        method + " uses AsyncExtension without @Async or @AsyncTest; annotate it with one of them"));
        return settings(name, async.time(), async.rate(), async.limitMillis(), async.holdLimitMillis(),
                async.threads(),
                allowances(context));
    }

    private static Optional<Async> ofClass(ExtensionContext context) {
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            Optional<Async> found = AnnotationSupport.findAnnotation(type, Async.class);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<TestRun.Settings> settings(String name, Timekeeping time, double rate,
            long limitMillis,
            long holdLimitMillis, Async.On threads, List<Allowance> allowances) {
        if (limitMillis <= 0 || holdLimitMillis < 0 || !(rate > 0)) {
            throw new ExtensionConfigurationException("of " + name
                    + ": limitMillis and rate are more than 0, and"
                    + " holdLimitMillis is not negative; got limitMillis=" + limitMillis + ", rate=" + rate
                    + ", holdLimitMillis=" + holdLimitMillis);
        }
        if (rate != 1 && time != Timekeeping.REAL) {
            throw new ExtensionConfigurationException(
                    "of " + name + ": rate=" + rate + " is for time=REAL, and it has"
                            + " time=" + time + ", which does not go by itself");
        }
        List<TestRun.Settings> all = new ArrayList<>();
        for (EventLoopBuilder.Threads kind : kinds(threads)) {
            all.add(new TestRun.Settings(name, time, rate, Duration.ofMillis(limitMillis),
                    holdLimitMillis == 0 ? null : Duration.ofMillis(holdLimitMillis), kind, allowances));
        }
        return all;
    }

    /** {@return the kinds of threads, one of them at a time, that a test runs on; null for what the JVM allows} */
    static List<EventLoopBuilder.@Nullable Threads> kinds(Async.On threads) {
        return switch (threads) {
            case ALLOWED -> Collections.singletonList(null);
            case CARRIED -> List.of(EventLoopBuilder.Threads.CARRIED);
            case PORTABLE -> List.of(EventLoopBuilder.Threads.PORTABLE);
            case BOTH -> Kinds.allowed();
        };
    }

    /** {@return what the test's method, its class and those around it allow} */
    static List<Allowance> allowances(ExtensionContext context) {
        List<AnnotatedElement> places = new ArrayList<>();
        places.add(context.getRequiredTestMethod());
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            places.add(type);
        }
        return places.stream()
                .flatMap(place -> AnnotationSupport.findRepeatableAnnotations(place, Allow.class).stream())
                .map(allow -> new Allowance(allow.kind(), allow.name(), allow.reason())).toList();
    }

    /** Refuses test methods that return something: JUnit passes them over, and nobody awaits what they return. */
    static void checkReturns(ExtensionContext context) {
        for (Method method : context.getRequiredTestClass().getDeclaredMethods()) {
            if (method.getReturnType() != void.class && (AnnotationSupport.isAnnotated(method, Test.class)
                    || AnnotationSupport.isAnnotated(method, TestTemplate.class))) {
                throw new ExtensionConfigurationException(method + " returns "
                        + method.getReturnType().getSimpleName()
                        + ", and so JUnit does not run it and nobody awaits"
                        + " that; let it return nothing, and await within it");
            }
        }
    }

    static ExtensionConfigurationException seedWithoutSimulation(Method method) {
        return new ExtensionConfigurationException(
                method + " has @Seed, and nothing that has seeds; annotate it with @Simulated, too");
    }

    private static void checkCombination(Method method) {
        boolean isTest = AnnotationSupport.isAnnotated(method, Test.class);
        boolean isTemplate = AnnotationSupport.isAnnotated(method, TestTemplate.class);
        if (isTest && isTemplate) {
            throw new ExtensionConfigurationException(method
                    + " is a @Test by @AsyncTest and has another annotation that"
                    + " runs it several times, so JUnit would run it in both ways; for parameterised and repeated tests"
                    + " replace @AsyncTest by @Async");
        }
        if (AnnotationSupport.isAnnotated(method, Seed.class)
                && !AnnotationSupport.isAnnotated(method, Simulated.class)) {
            throw seedWithoutSimulation(method);
        }
        for (Class<? extends Annotation> manyRuns : List.of(Simulated.class, Explored.class, Replay.class)) {
            if (AnnotationSupport.isAnnotated(method, manyRuns)) {
                throw new ExtensionConfigurationException(method + " has @" + manyRuns.getSimpleName()
                        + ", and on it or on its class @Async or @AsyncTest, which are two kinds of loops; remove one,"
                        + " or move the test to another class");
            }
        }
    }
}
