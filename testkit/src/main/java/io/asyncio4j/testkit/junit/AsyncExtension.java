package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.Sequencer;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.WallClock;
import io.asyncio4j.testkit.internal.TestRun;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs the parts of a test as tasks of its loop; behind {@link Async} and {@link AsyncTest}. */
public final class AsyncExtension
        implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(AsyncExtension.class);
    private static final Set<Class<?>> PARAMETERS = Set.of(EventLoop.class, TestLoop.class, WallClock.class,
            Clock.class, InstantSource.class, Sequencer.class, RandomGenerator.class);

    public AsyncExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        store(context).put(TestRun.class, new TestRun(TestSettings.of(context)));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestRun run = store(context).remove(TestRun.class, TestRun.class);
        LeakError leaks = run == null ? null : run.end();
        if (leaks != null) {
            throw leaks;
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private static TestRun run(ExtensionContext context) {
        TestRun run = store(context).get(TestRun.class, TestRun.class);
        if (run == null) {
            throw new IllegalStateException("there is no loop for " + context.getDisplayName()
                    + " here: one is made for each test, with its @BeforeEach methods, and not for a class");
        }
        return run;
    }

    // Each part as a task.

    private static void runAsTask(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        run(context).run(method.getExecutable().getName(), () -> Thrown.call(invocation::proceed));
    }

    @Override
    public void interceptBeforeEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        runAsTask(invocation, method, context);
    }

    @Override
    public void interceptTestMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        runAsTask(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        runAsTask(invocation, method, context);
    }

    @Override
    public void interceptAfterEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        runAsTask(invocation, method, context);
    }

    // Parameters.

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARAMETERS.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestLoop view = run(context).view();
        Class<?> type = parameter.getParameter().getType();
        if (type == EventLoop.class) {
            return view.loop();
        } else if (type == TestLoop.class) {
            return view;
        } else if (type == RandomGenerator.class) {
            return view.random();
        } else if (type == Sequencer.class) {
            return store(context).computeIfAbsent(Sequencer.class, _ -> new Sequencer(), Sequencer.class);
        }
        return view.wallClock();
    }
}
