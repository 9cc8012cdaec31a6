package io.asyncio4j.cli;

import io.asyncio4j.EventLoopBuilder;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs jshell's snippets in this JVM, each as a task of one loop. What a snippet leaves running on the loop
 * goes on while the next one is typed, and is cancelled at the end.
 *
 * <p>Standard input and output are the tool's meanwhile: its line reader shares the terminal with snippets.
 */
final class LoopExecution extends DirectExecutionControl {
    private final ReplLoop loop;
    private final InputStream input;
    private final InputStream inputBefore = System.in;
    private final PrintStream outputBefore = System.out;
    private final PrintStream errorsBefore = System.err;
    private volatile boolean stopped;

    /** Starts the loop. Its thread inherits the context class loader, which finds the snippets' classes. */
    LoopExecution(ExecutionEnv env, EventLoopBuilder options) {
        loop = new ReplLoop(options);
        input = new LineInput(env.userIn());
        System.setOut(env.userOut());
        System.setErr(env.userErr());
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        super.load(Arrays.stream(classes).map(LoopExecution::stoppable).toArray(ClassBytecodes[]::new));
    }

    private static ClassBytecodes stoppable(ClassBytecodes snippet) {
        return new ClassBytecodes(snippet.name(), StopSign.weaveInto(snippet.bytecodes()));
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        stopped = false;
        System.setIn(input); // not before: the tool compares it with its own
        try {
            return loop.call(() -> valueString(snippet.invoke(null)));
        } catch (Throwable e) {
            if (stopped) {
                throw new StoppedException();
            }
            throw e;
        } finally {
            System.setIn(inputBefore);
        }
    }

    @Override
    public String varValue(String className, String varName) {
        return loop.call(() -> super.varValue(className, varName)); // toString() belongs to the loop too
    }

    /** Cancels the snippet that runs; called by the tool for Ctrl-C. */
    @Override
    public void stop() {
        stopped = true;
        loop.stopCall();
    }

    @Override
    public void close() {
        loop.close();
        System.setOut(outputBefore);
        System.setErr(errorsBefore);
    }
}
