package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Sequencer;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.WallClock;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Runs a test method once a seed; behind {@link Simulated}. */
/*
 * JUnit lets an invocation proceed once. So it is skipped, and the method is called from here, on instances made here: one
 * run must not see what another one has left in a field.
 */
public final class SimulatedExtension implements InvocationInterceptor, ParameterResolver {

    private static final Set<Class<?>> PARAMETERS = Set.of(EventLoop.class, TestLoop.class, WallClock.class,
            Clock.class, InstantSource.class, Sequencer.class, RandomGenerator.class);

    public SimulatedExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.contains(parameter.getParameter().getType());
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
        simulation(options, method, context).start(test -> runOnce(test, method, invoked, context));
    }

    private static Simulation simulation(Simulated options, Method method, ExtensionContext context) {
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
        var threads = TestSettings.threads(options.threads());
        if (threads != null) {
            simulation.threads(threads);
        }
        if (options.permuteReady()) {
            simulation.permuteReady();
        }
        if (!options.cancelAtEveryAwait().isEmpty()) {
            simulation.cancelAtEveryAwait(options.cancelAtEveryAwait());
        }
        if (!options.allowRealThreads().isEmpty()) {
            simulation.allowRealThreads(options.allowRealThreads());
        }
        return simulation;
    }

    private static void runOnce(TestLoop test, Method method, ReflectiveInvocationContext<Method> invoked,
            ExtensionContext context) throws Exception {
        Object instance = instance(context);
        var sequencer = new Sequencer();
        Class<?> type = context.getRequiredTestClass();
        List<Object> known = java.util.Arrays.asList(invoked.getArguments().toArray());
        try {
            for (Method each : AnnotationSupport.findAnnotatedMethods(type, BeforeEach.class,
                    HierarchyTraversalMode.TOP_DOWN)) {
                call(each, instance, List.of(), test, sequencer);
            }
            call(method, instance, known, test, sequencer);
        } finally {
            for (Method each : AnnotationSupport.findAnnotatedMethods(type, AfterEach.class,
                    HierarchyTraversalMode.BOTTOM_UP)) {
                call(each, instance, List.of(), test, sequencer);
            }
        }
    }

    private static Object instance(ExtensionContext context) throws Exception {
        if (context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_CLASS) {
            return context.getRequiredTestInstance();
        }
        return instance(context.getRequiredTestClass());
    }

    private static Object instance(Class<?> type) throws Exception {
        boolean isInner = type.isMemberClass() && !java.lang.reflect.Modifier.isStatic(type.getModifiers());
        try {
            Constructor<?> constructor =
                    isInner ? type.getDeclaredConstructor(type.getEnclosingClass())
                            : type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return isInner ? constructor.newInstance(instance(type.getEnclosingClass()))
                    : constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new ExtensionConfigurationException("the instances of " + type.getName()
                    + " for @Simulated are made by a"
                    + " constructor without parameters, and it has none; or use @TestInstance(PER_CLASS)", e);
        }
    }

    private static void call(Method method, Object instance, List<Object> known, TestLoop test,
            Sequencer sequencer)
            throws Exception {
        method.setAccessible(true);
        Parameter[] parameters = method.getParameters();
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(parameters[i].getType(), test, sequencer);
            if (arguments[i] == null && i < known.size()) {
                arguments[i] = known.get(i);
            }
        }
        try {
            method.invoke(instance, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            Thrown.call(() -> {
                throw cause == null ? e : cause;
            });
        }
    }

    private static @Nullable Object argument(Class<?> type, TestLoop test, Sequencer sequencer) {
        if (type == TestLoop.class) {
            return test;
        } else if (type == EventLoop.class) {
            return test.loop();
        } else if (type == RandomGenerator.class) {
            return test.random();
        } else if (type == Sequencer.class) {
            return sequencer;
        }
        return PARAMETERS.contains(type) ? test.wallClock() : null;
    }
}
