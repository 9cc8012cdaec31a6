package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.Simulation;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test method once a schedule; behind {@link Explored} and {@link Replay}. */
public final class ExploredExtension implements InvocationInterceptor, ParameterResolver {

    private static final Path SAVED = Path.of("target", "schedules");

    public ExploredExtension() {}

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
            ReflectiveInvocationContext<Method> invoked, ExtensionContext context) throws IOException {
        invocation.skip();
        Method method = invoked.getExecutable();
        checkCombination(method);
        Simulation.Body body = test -> FreshInstances.run(test, method, invoked, context);
        Optional<Explored> explored = AnnotationSupport.findAnnotation(method, Explored.class);
        Optional<Replay> replay = AnnotationSupport.findAnnotation(method, Replay.class);
        Async.On on = explored.map(Explored::threads).orElse(Async.On.ALLOWED);
        for (EventLoopBuilder.Threads kind : TestSettings.kinds(on)) {
            if (replay.isPresent()) {
                for (String schedule : replay.get().value()) {
                    exploration(explored, method, context, kind).replay(read(schedule), body);
                }
            }
            if (explored.isPresent()) {
                exploration(explored, method, context, kind).start(body);
            }
        }
    }

    private static void checkCombination(Method method) {
        if (AnnotationSupport.isAnnotated(method, TestTemplate.class)
                || AnnotationSupport.isAnnotated(method, AsyncTest.class)
                || AnnotationSupport.isAnnotated(method, Simulated.class)
                || AnnotationSupport.isAnnotated(method, Async.class)) {
            throw new ExtensionConfigurationException(
                    method + " has @Explored or @Replay, which run it once a schedule, and"
                            + " another annotation that says how it is run; remove one");
        }
    }

    private static Exploration exploration(Optional<Explored> explored, Method method,
            ExtensionContext context, EventLoopBuilder.@Nullable Threads threads) {
        var exploration = new Exploration().saveIn(SAVED)
                .name(context.getRequiredTestClass().getSimpleName() + "." + method.getName());
        for (Allowance allowance : TestSettings.allowances(context)) {
            exploration.allow(allowance.kind(), allowance.name(), allowance.reason());
        }
        if (threads != null) {
            exploration.threads(threads);
        }
        explored.ifPresent(options -> {
            exploration.schedules(options.schedules()).limit(Duration.ofMillis(options.limitMillis()));
            switch (options.strategy()) {
                case RANDOM_WALK -> exploration.randomWalk();
                case SURW -> exploration.surw();
                case PCT -> exploration.pct(options.bound());
                case EXHAUSTIVE -> exploration.exhaustive(options.bound());
            }
        });
        return exploration;
    }

    private static String read(String schedule) throws IOException {
        if (!schedule.contains("/") && !schedule.endsWith(".schedule")) {
            return schedule;
        }
        Path file = Path.of(schedule);
        if (!Files.exists(file)) {
            throw new ExtensionConfigurationException(
                    "@Replay(\"" + schedule + "\"): there is no such file in "
                            + Path.of("").toAbsolutePath()
                            + "; copy it there from target/schedules, which a clean build removes");
        }
        return Files.readString(file).lines().findFirst().orElse("");
    }
}
