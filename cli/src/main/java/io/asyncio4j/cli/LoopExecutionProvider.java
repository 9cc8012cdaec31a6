package io.asyncio4j.cli;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/** Lets jshell find {@link LoopExecution} by name, as a service. */
public final class LoopExecutionProvider implements ExecutionControlProvider {
    private static final String NAME = "asyncio4j";
    private static final String THREADS = "threads";

    /** Called by jshell. */
    public LoopExecutionProvider() {}

    /** {@return the argument of jshell's {@code --execution}; null leaves the backend to the loop's builder} */
    static String spec(RunCommand.@Nullable Threads threads) {
        return threads == null ? NAME : NAME + ":" + THREADS + "(" + threads + ")";
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> defaultParameters() {
        return Map.of(THREADS, "");
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        var options = EventLoop.builder().name("asyncio4j-repl");
        String threads = parameters.getOrDefault(THREADS, "");
        if (!threads.isEmpty()) {
            options.threads(Threads.valueOf(threads.toUpperCase(Locale.ROOT)));
        }
        return new LoopExecution(env, options);
    }
}
