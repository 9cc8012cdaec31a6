package io.asyncio4j.process;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.parts.NetLogs;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.process.Child;
import io.asyncio4j.net.internal.process.Starting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * asyncio's functions for subprocesses. Import them all: {@code import static io.asyncio4j.process.Processes.*;}
 *
 * <pre>{@code
 * var process = createSubprocessExec(ProcessOptions.PIPES, "sort");
 * byte[] sorted = process.communicate(bytes).stdout();
 * }</pre>
 */
public final class Processes {

    private Processes() {}

    /**
     * Starts {@code program} with {@code arguments}, which reach it as they are.
     *
     * <p><b>Cancellation:</b> if the program was started already, it is killed, and has ended when this throws.
     *
     * <p><b>Errors:</b> {@link java.nio.file.NoSuchFileException} if there is no such program or directory,
     * {@link java.nio.file.AccessDeniedException} if it cannot be executed; nothing was started then.
     *
     * <p><b>From CPython:</b> {@code asyncio.create_subprocess_exec}.
     */
    public static Process createSubprocessExec(String program, String... arguments) throws IOException {
        return createSubprocessExec(ProcessOptions.DEFAULT, program, arguments);
    }

    /** Starts a program with options. See {@link #createSubprocessExec(String, String...)}. */
    public static Process createSubprocessExec(ProcessOptions options, String program, String... arguments)
            throws IOException {
        var command = new ArrayList<String>(arguments.length + 1);
        command.add(program);
        command.addAll(List.of(arguments));
        return start(options, command);
    }

    /**
     * Lets the shell, {@code /bin/sh}, run {@code command}.
     *
     * <p><b>From CPython:</b> {@code asyncio.create_subprocess_shell}.
     */
    public static Process createSubprocessShell(String command) throws IOException {
        return createSubprocessShell(ProcessOptions.DEFAULT, command);
    }

    /** Lets the shell run {@code command}, with options. See {@link #createSubprocessExec(String, String...)}. */
    public static Process createSubprocessShell(ProcessOptions options, String command) throws IOException {
        return start(options, List.of("/bin/sh", "-c", command));
    }

    private static Process start(ProcessOptions options, List<String> command) throws IOException {
        NetParts.ensure();
        EventLoop loop = EventLoop.running();
        var builder = new ProcessBuilder(command);
        builder.redirectInput(options.stdin().forInput());
        if (options.stdout() == Redirect.STDOUT) {
            throw new IllegalArgumentException("standard output cannot be STDOUT");
        }
        builder.redirectOutput(options.stdout().forOutput());
        if (options.stderr() == Redirect.STDOUT) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(options.stderr().forOutput());
        }
        if (options.environment() != null) {
            builder.environment().clear();
            builder.environment().putAll(options.environment());
        }
        if (options.directory() != null) {
            builder.directory(options.directory().toFile());
        }
        if (loop.getDebug()) { // without the arguments, which may be secrets
            NetLogs.process().log(System.Logger.Level.DEBUG,
                    "starting {0}, stdin {1}, stdout {2}, stderr {3}",
                    command.getFirst(), options.stdin(), options.stdout(), options.stderr());
        }
        var outputs = new Child.Outputs(options.stdout() == Redirect.PIPE, options.stderr() == Redirect.PIPE);
        Child child = Starting.start(loop, builder, outputs);
        Process process = null;
        try {
            process = new Process(loop, child, options);
            return process;
        } finally {
            if (process == null) {
                child.abandon();
            }
        }
    }
}
