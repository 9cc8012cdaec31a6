package io.asyncio4j.testkit.junit;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test is told of itself, as JUnit tells it. */
record RunInfo(ExtensionContext context) implements TestInfo {

    @Override
    public String getDisplayName() {
        return context.getDisplayName();
    }

    @Override
    public Set<String> getTags() {
        return context.getTags();
    }

    @Override
    public Optional<Class<?>> getTestClass() {
        return context.getTestClass();
    }

    @Override
    public Optional<Method> getTestMethod() {
        return context.getTestMethod();
    }
}
