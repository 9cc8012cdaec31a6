package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.ChildDiedException;
import io.asyncio4j.offload.internal.wire.FrameChannel;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running child process, and the connection to it. */
final class ChildProcess {

    private static final long EXIT_SECONDS = 5;

    private final String name;
    private final Process process;
    private final Output errors;
    private final FrameChannel channel;

    private ChildProcess(String name, Process process, Output errors, FrameChannel channel) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        this.channel = channel;
    }

    /** Is told of the process before it has connected, and says whether it is still wanted. */
    interface Starting {
        boolean started(Process process);
    }

    /**
     * Starts one and waits until it has connected. Takes as long as a JVM takes to start.
     *
     * @throws ChildDiedException if it does not come up
     */
    static ChildProcess start(String name, List<String> command, Path socket, Settings settings,
            PoolClock clock, Starting starting) throws IOException, InterruptedException {
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            var builder = new ProcessBuilder(command);
            builder.environment().putAll(settings.environment());
            Process process = builder.start();
            try {
                return connected(name, process, server, settings, clock, starting);
            } catch (Throwable e) {
                process.destroyForcibly(); // nobody else knows of it
                throw e;
            }
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    private static ChildProcess connected(String name, Process process, ServerSocketChannel server,
            Settings settings, PoolClock clock, Starting starting) throws IOException, InterruptedException {
        Output.log(name, process.getInputStream(), System.Logger.Level.INFO);
        Output errors = Output.log(name, process.getErrorStream(), System.Logger.Level.WARNING);
        if (!starting.started(process)) {
            process.destroyForcibly();
        }
        SocketChannel connection = accept(name, process, server, errors, settings, clock);
        return new ChildProcess(name, process, errors, new FrameChannel(connection));
    }

    private static SocketChannel accept(String name, Process process, ServerSocketChannel server,
            Output errors,
            Settings settings, PoolClock clock) throws IOException, InterruptedException {
        // Closing the socket is what ends the wait, when the process has ended or takes too long.
        var _ = process.onExit().thenRun(() -> close(server));
        var limit = clock.after(settings.startLimit(), () -> {
            process.destroyForcibly();
            close(server);
        });
        try {
            return server.accept();
        } catch (ClosedChannelException e) {
            throw died(name + " did not come up", process, errors);
        } finally {
            limit.cancel(false);
        }
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // it is closed for us
        }
    }

    FrameChannel channel() {
        return channel;
    }

    long pid() {
        return process.pid();
    }

    /** {@return where a call runs, in words} */
    String place() {
        return name + " (process " + process.pid() + ")";
    }

    /** Kills it, and whatever it has started. */
    static void kill(Process process) {
        try {
            List<ProcessHandle> descendants = process.descendants().toList();
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        } catch (RuntimeException e) { // a system that does not tell descendants
            process.destroyForcibly();
        }
    }

    Process process() {
        return process;
    }

    /** Ends it if it has not, and {@return what is to be said of that} */
    ChildDiedException end(String what) throws InterruptedException {
        close(channel);
        if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
            kill(process);
        }
        return died(what, process, errors);
    }

    private static ChildDiedException died(String what, Process process, Output errors)
            throws InterruptedException {
        boolean ended = process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
        close(process.getOutputStream());
        int status = ended ? process.exitValue() : -1;
        List<String> lines = errors.lastLines();
        return new ChildDiedException(message(what, process.pid(), ended, status, lines), status, lines);
    }

    private static String message(String what, long pid, boolean ended, int status, List<String> lines) {
        var text = new StringBuilder(what).append(": process ").append(pid);
        text.append(ended ? " has ended with exit status " + status : " has not ended");
        if (status > 128 && status < 128 + 65) {
            text.append(" (signal ").append(status - 128).append(status == 137 ? ", SIGKILL)" : ")");
        }
        if (!lines.isEmpty()) {
            text.append("; its last error lines:");
            lines.forEach(line -> text.append("\n    ").append(line));
        }
        return text.toString();
    }
}
