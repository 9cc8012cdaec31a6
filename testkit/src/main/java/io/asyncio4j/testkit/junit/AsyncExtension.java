package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.internal.run.TestRun;
import java.lang.reflect.Method;
import java.util.List;
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
    // keys in the store
    private static final String AGAIN = "again";
    private static final String INVOKED = "invoked";

    public AsyncExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        TestSettings.checkReturns(context);
        List<TestRun.Settings> kinds = TestSettings.of(context);
        store(context).put(TestRun.class, new TestRun(kinds.getFirst()));
        store(context).put(AGAIN, kinds.subList(1, kinds.size()));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestRun run = store(context).remove(TestRun.class, TestRun.class);
        LeakError leaks = run == null ? null : run.end();
        if (leaks != null) {
            throw leaks;
        }
        if (context.getExecutionException().isEmpty()
                && store(context).remove(INVOKED) instanceof ReflectiveInvocationContext<?> invoked
                && store(context).remove(AGAIN) instanceof List<?> kinds) {
            for (Object kind : kinds) {
                runAgain((TestRun.Settings) kind, invoked, context);
            }
        }
    }

    // JUnit lets an invocation proceed once: what comes after that is run here.
    private static void runAgain(TestRun.Settings settings, ReflectiveInvocationContext<?> invoked,
            ExtensionContext context) throws Exception {
        var run = new TestRun(settings);
        Throwable failure = null;
        try {
            run.run(context.getRequiredTestMethod().getName(), () -> {
                FreshInstances.run(run.view(), context.getRequiredTestMethod(), invoked, context);
                return null;
            });
        } catch (Throwable e) {
            failure = e;
        }
        LeakError leaks = run.end();
        Throwable first = failure != null ? failure : leaks;
        if (first != null) {
            first.addSuppressed(new AssertionError("this happened on " + settings.threads()
                    + " threads, when it had passed on the other kind"));
            Thrown.call(() -> {
                throw first;
            });
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
        TestParameters parameters = parameters(context);
        run(context).run(method.getExecutable().getName(), () -> {
            parameters.installNetwork();
            return Thrown.call(invocation::proceed);
        });
    }

    @Override
    public void interceptBeforeEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        runAsTask(invocation, method, context);
    }

    @Override
    public void interceptTestMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        store(context).put(INVOKED, method);
        runAsTask(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        store(context).put(INVOKED, method);
        runAsTask(invocation, method, context);
    }

    @Override
    public void interceptAfterEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        runAsTask(invocation, method, context);
    }

    // Store.computeIfAbsent is not in JUnit 5, and what was there before goes away in 6
    private static TestParameters parameters(ExtensionContext context) {
        TestParameters kept = store(context).get(TestParameters.class, TestParameters.class);
        if (kept == null) {
            kept = new TestParameters(run(context).view());
            store(context).put(TestParameters.class, kept);
        }
        return kept;
    }

    // Parameters.

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TestParameters.know(parameter.getParameter().getType());
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameters(context).of(parameter.getParameter().getType());
    }
}
