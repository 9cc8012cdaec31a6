package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Simulation;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What simulations and explorations have in common where JUnit is concerned: its one invocation of the method is skipped, and
 * so are those of what is before and after it; the kit makes as many runs as it takes, each on a fresh instance.
 */
abstract class ManyRuns implements InvocationInterceptor, ParameterResolver {

    private final String ownNames;
    private final List<Class<? extends Annotation>> others;

    /**
     * @param ownNames the annotations that ask for it, for messages
     * @param others those of the kit's that cannot stand beside them
     */
    ManyRuns(String ownNames, List<Class<? extends Annotation>> others) {
        this.ownNames = ownNames;
        this.others = others;
    }

    /** Makes the runs of {@code method}, each of which is one of {@code body}. */
    abstract void runAll(Method method, ExtensionContext context, Simulation.Body body) throws Exception;

    /** {@return what messages call {@code method}} */
    static String name(Method method, ExtensionContext context) {
        return context.getRequiredTestClass().getSimpleName() + "." + method.getName();
    }

    /** {@return the kinds of threads, one of them at a time, null for what the JVM allows} */
    static List<EventLoopBuilder.@Nullable Threads> kinds(Async.On threads) {
        return TestSettings.kinds(threads);
    }

    @Override
    public final boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getDeclaringExecutable() instanceof Method method) {
            checkCombination(method); // before anybody says that nobody knows the parameter
        }
        return TestParameters.know(parameter.getParameter().getType());
    }

    // each run gets its own
    @Override
    public final @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return null;
    }

    @Override
    public final void interceptBeforeEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public final void interceptAfterEachMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        invocation.skip();
    }

    @Override
    public final void interceptTestMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked, ExtensionContext context) throws Exception {
        invocation.skip();
        Method method = invoked.getExecutable();
        checkCombination(method);
        TestSettings.checkReturns(context);
        runAll(method, context, test -> FreshInstances.run(test, method, invoked, context));
    }

    @Override
    public final void interceptTestTemplateMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invoked, ExtensionContext context) {
        invocation.skip();
        checkCombination(invoked.getExecutable()); // which it is not
    }

    private void checkCombination(Method method) {
        if (AnnotationSupport.isAnnotated(method, TestTemplate.class)
                || others.stream().anyMatch(other -> AnnotationSupport.isAnnotated(method, other))) {
            throw new ExtensionConfigurationException(method + " has " + ownNames
                    + ", and another annotation that says how it is run; remove one");
        }
    }
}
