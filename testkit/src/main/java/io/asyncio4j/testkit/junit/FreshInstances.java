package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.TestLoop;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Runs a test method again and again, on instances made for each run, with what is to run before and after it. */
/*
 * JUnit lets an invocation proceed once. So it is skipped, and the method is called from here, on instances made here: one
 * run must not see what another one has left in a field.
 */
final class FreshInstances {

    /** A class, and the instance of it on which its methods run. */
    private record Held(Class<?> type, Object instance) {}

    private final TestParameters given;
    private final ExtensionContext context;

    private FreshInstances(TestLoop test, ExtensionContext context) {
        this.given = new TestParameters(test);
        this.context = context;
    }

    static void run(TestLoop test, Method method, ReflectiveInvocationContext<?> invoked,
            ExtensionContext context) throws Exception {
        new FreshInstances(test, context).run(method, Arrays.asList(invoked.getArguments().toArray()));
    }

    // As JUnit does: what is after runs whatever happens, all of it, and the first failure is the one that counts.
    private void run(Method method, List<Object> known) throws Exception {
        List<Held> instances = instances(context.getRequiredTestClass());
        Throwable failure = null;
        try {
            for (Held each : instances) {
                for (Method before : AnnotationSupport.findAnnotatedMethods(each.type(), BeforeEach.class,
                        HierarchyTraversalMode.TOP_DOWN)) {
                    call(before, each.instance(), List.of());
                }
            }
            call(method, instances.getLast().instance(), known);
        } catch (Throwable e) {
            failure = e;
        }
        for (Held each : instances.reversed()) {
            for (Method after : AnnotationSupport.findAnnotatedMethods(each.type(), AfterEach.class,
                    HierarchyTraversalMode.BOTTOM_UP)) {
                failure = callAfter(after, each.instance(), failure);
            }
        }
        if (failure != null) {
            Throwable first = failure;
            Thrown.call(() -> {
                throw first;
            });
        }
    }

    private @Nullable Throwable callAfter(Method after, Object instance, @Nullable Throwable failure) {
        try {
            call(after, instance, List.of());
        } catch (Throwable e) {
            if (failure == null) {
                return e;
            }
            if (failure != e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    /** {@return the instance of {@code type}, and before it those of the classes in which it is nested, the outermost first} */
    private List<Held> instances(Class<?> type) throws Exception {
        List<Held> all = new ArrayList<>();
        Object outer = null;
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            all.addAll(instances(type.getEnclosingClass()));
            outer = all.getLast().instance();
        }
        all.add(new Held(type, instance(type, outer)));
        return all;
    }

    private Object instance(Class<?> type, @Nullable Object outer) throws Exception {
        if (isOneForAll(type)) {
            return context.getRequiredTestInstances().findInstance(type).orElseThrow();
        }
        try {
            Constructor<?> constructor = outer == null ? type.getDeclaredConstructor()
                    : type.getDeclaredConstructor(type.getEnclosingClass());
            constructor.setAccessible(true);
            return outer == null ? constructor.newInstance() : constructor.newInstance(outer);
        } catch (NoSuchMethodException e) {
            throw new ExtensionConfigurationException("the instances of " + type.getName()
                    + " for @Simulated, @Explored and threads=BOTH are made by a"
                    + " constructor without parameters, and it has none; or use @TestInstance(PER_CLASS)", e);
        }
    }

    private boolean isOneForAll(Class<?> type) {
        Lifecycle lifecycle = type == context.getRequiredTestClass()
                ? context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD)
                : AnnotationSupport.findAnnotation(type, TestInstance.class).map(TestInstance::value)
                        .orElse(Lifecycle.PER_METHOD);
        return lifecycle == Lifecycle.PER_CLASS;
    }

    private void call(Method method, Object instance, List<Object> known) throws Exception {
        method.setAccessible(true);
        Parameter[] parameters = method.getParameters();
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = given.of(parameters[i].getType());
            if (arguments[i] == null) {
                arguments[i] = i < known.size() ? known.get(i) : ofJUnit(method, parameters[i]);
            }
        }
        given.installNetwork();
        try {
            method.invoke(instance, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            Thrown.call(() -> {
                throw cause == null ? e : cause;
            });
        }
    }

    // JUnit would give it to a method that it calls itself.
    private Object ofJUnit(Method method, Parameter parameter) {
        if (parameter.getType() == TestInfo.class) {
            return new RunInfo(context);
        }
        throw new ExtensionConfigurationException("nobody knows what parameter " + parameter + " of " + method
                + " is: for @Simulated, @Explored and threads=BOTH it is called once a run, and its parameters may be "
                + TestParameters.names() + " and TestInfo");
    }
}
