package io.asyncio4j.monitor.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.LoopThread;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.MonitorBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/** A loop on a thread of its own in this JVM, and a monitor of it with somebody who looks. */
public final class Watched implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BETWEEN_LOOKS = 20_000_000;

    private final LoopThread thread;
    private final String name;
    private final Monitor monitor;
    private final Http http;
    private final long pid = ProcessHandle.current().pid();

    public Watched(String name, EventLoopBuilder.Threads threads,
            Function<MonitorBuilder, MonitorBuilder> options)
            throws IOException {
        this.name = name;
        thread = LoopThread.start(name, EventLoop.builder().name(name).threads(threads));
        monitor = options.apply(Monitor.builder()).start();
        http = Http.friend(monitor);
    }

    public Monitor monitor() {
        return monitor;
    }

    public Http http() {
        return http;
    }

    public EventLoop loop() {
        return thread.loop();
    }

    public long pid() {
        return pid;
    }

    /** Calls {@code body} as a task of the loop, and waits for it. */
    public <T> T call(Callable<T> body) throws Exception {
        return Asyncio.runCoroutineThreadsafe(body::call, thread.loop()).get();
    }

    /** Makes a task of the loop, and does not wait for anything. */
    public void start(String name, Coroutine<?> body) {
        thread.loop().callSoonThreadsafe(() -> thread.loop().createTask(TaskOptions.named(name), body));
    }

    /** {@return the key by which the page knows the loop} */
    public String key() {
        return eventually(() -> {
            for (JsonNode loop : http.ask("/api/program", "pid", pid).get("loops")) {
                if (loop.get("name").asText().equals(name) && loop.has("alive")) {
                    return loop.get("key").asText();
                }
            }
            return null;
        }, key -> key != null);
    }

    /** {@return the page's answer about this loop} */
    public JsonNode ask(String path, Object... more) {
        var parameters = new Object[more.length + 4];
        System.arraycopy(new Object[] {"pid", pid, "loop", key()}, 0, parameters, 0, 4);
        System.arraycopy(more, 0, parameters, 4, more.length);
        return http.ask(path, parameters);
    }

    /** Asks until the answer is as it should be. */
    public static <T> T eventually(Callable<T> question, Predicate<T> isIt) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        T answer = null;
        while (System.nanoTime() < end) {
            try {
                answer = question.call();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            if (isIt.test(answer)) {
                return answer;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
        throw new AssertionError("still " + answer);
    }

    @Override
    public void close() {
        monitor.close();
        thread.close();
    }
}
