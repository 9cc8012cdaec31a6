package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Simulation;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test method once a seed; behind {@link Simulated}. */
public final class SimulatedExtension implements InvocationInterceptor, ParameterResolver {

    public SimulatedExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return FreshInstances.PARAMETERS.contains(parameter.getParameter().getType());
    }

    // each run gets its own
    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return null;
    }

    @Override
    public void interceptBeforeEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptAfterEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public void interceptTestMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked, ExtensionContext context) {
        invocation.skip();
        Method method = invoked.getExecutable();
        Simulated options = AnnotationSupport.findAnnotation(method, Simulated.class).orElseThrow();
        Simulation.Report before = null;
        for (EventLoopBuilder.Threads kind : TestSettings.kinds(options.threads())) {
            Simulation.Report report = simulation(options, method, context, kind)
                    .start(test -> FreshInstances.run(test, method, invoked, context));
            if (before != null && options.allowRealThreads().isEmpty()
                    && !before.hash().equals(report.hash())) {
                throw new AssertionError(
                        method + " does not do the same on both kinds of threads, with the same seeds: "
                                + before.hash() + " and, on " + kind + ", " + report.hash());
            }
            before = report;
        }
    }

    private static Simulation simulation(Simulated options, Method method, ExtensionContext context,
            EventLoopBuilder.@Nullable Threads threads) {
        if (AnnotationSupport.isAnnotated(method, TestTemplate.class)
                || AnnotationSupport.isAnnotated(method, AsyncTest.class)
                || AnnotationSupport.isAnnotated(method, Async.class)) {
            throw new ExtensionConfigurationException(
                    method + " has @Simulated, which runs it once a seed, and another"
                            + " annotation that says how it is run; remove one");
        }
        var simulation =
                new Simulation().seeds(options.seeds()).limit(Duration.ofMillis(options.limitMillis()))
                        .name(context.getRequiredTestClass().getSimpleName() + "." + method.getName());
        AnnotationSupport.findAnnotation(method, Seed.class).ifPresent(pinned -> {
            for (long seed : pinned.value()) {
                simulation.seed(seed);
            }
        });
        for (Allowance allowance : TestSettings.allowances(context)) {
            simulation.allow(allowance.kind(), allowance.name(), allowance.reason());
        }
        if (threads != null) {
            simulation.threads(threads);
        }
        if (options.permuteReady()) {
            simulation.permuteReady();
        }
        if (!options.cancelAtEveryAwait().isEmpty()) {
            simulation.cancelAtEveryAwait(options.cancelAtEveryAwait());
        }
        if (options.loseAtEveryByte()) {
            simulation.loseAtEveryByte();
        }
        if (!options.allowRealThreads().isEmpty()) {
            simulation.allowRealThreads(options.allowRealThreads());
        }
        return simulation;
    }
}
