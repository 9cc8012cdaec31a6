package io.asyncio4j.offload.internal.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.offload.internal.parts.OffloadLogs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Puts what a child prints into the log, line by line, with the child's name, and keeps the last lines. */
final class Output {

    private static final int KEPT = 20;
    // a line that is longer is cut into pieces
    private static final int LONGEST = 8 * 1024;
    // the thread only copies
    private static final long STACK = 256 * 1024;

    private final String name;
    private final InputStream in;
    private final System.Logger.Level level;
    private final Thread thread;
    // guarded by itself
    private final Deque<String> last = new ArrayDeque<>();

    private Output(String name, InputStream in, System.Logger.Level level) {
        this.name = name;
        this.in = in;
        this.level = level;
        this.thread = Thread.ofPlatform().daemon().name(name + " output").stackSize(STACK)
                .inheritInheritableThreadLocals(false).unstarted(this::copy);
    }

    static Output log(String name, InputStream in, System.Logger.Level level) {
        var output = new Output(name, in, level);
        output.thread.start();
        return output;
    }

    private void copy() {
        var line = new ByteArrayOutputStream();
        byte[] bytes = new byte[LONGEST];
        try (in) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                for (int i = 0; i < read; i++) {
                    if (bytes[i] == '\n') {
                        print(line);
                    } else {
                        line.write(bytes[i]);
                        if (line.size() >= LONGEST) {
                            print(line);
                        }
                    }
                }
            }
        } catch (IOException e) {
            // the child is gone
        }
        if (line.size() > 0) {
            print(line);
        }
    }

    private void print(ByteArrayOutputStream line) {
        String text = line.toString(UTF_8).stripTrailing();
        line.reset();
        synchronized (last) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.add(text);
        }
        try {
            OffloadLogs.logger().log(level, () -> "[" + name + "] " + text);
        } catch (RuntimeException e) {
            // a logger that fails must not stop the child, which would wait for its output to be taken
        }
    }

    /** {@return the last lines}, waiting a little for what is on its way from a child that has ended. */
    List<String> lastLines() throws InterruptedException {
        thread.join(Duration.ofMillis(500)); // a grandchild may hold it open for longer
        synchronized (last) {
            return List.copyOf(last);
        }
    }
}
