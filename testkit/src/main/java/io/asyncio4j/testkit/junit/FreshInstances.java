package io.asyncio4j.testkit.junit;

import io.asyncio4j.testkit.Sequencer;
import io.asyncio4j.testkit.TestLoop;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/** Runs a test method again and again, on an instance made for each run, with what is to run before and after it. */
/*
 * JUnit lets an invocation proceed once. So it is skipped, and the method is called from here, on instances made here: one
 * run must not see what another one has left in a field.
 */
final class FreshInstances {

    private FreshInstances() {}

    static void run(TestLoop test, Method method, ReflectiveInvocationContext<?> invoked,
            ExtensionContext context) throws Exception {
        Object instance = instance(context);
        var sequencer = new Sequencer();
        Class<?> type = context.getRequiredTestClass();
        List<Object> known = Arrays.asList(invoked.getArguments().toArray());
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
        boolean isInner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        try {
            Constructor<?> constructor =
                    isInner ? type.getDeclaredConstructor(type.getEnclosingClass())
                            : type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return isInner ? constructor.newInstance(instance(type.getEnclosingClass()))
                    : constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new ExtensionConfigurationException("the instances of " + type.getName()
                    + " for @Simulated, @Explored and threads=BOTH are made by a"
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
            arguments[i] = TestParameters.of(parameters[i].getType(), test, () -> sequencer);
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
}
