package io.asyncio4j.monitor.browser;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A program to be looked at, in a JVM of its own: it prints its monitor's address, and does what it is told by lines. */
final class BrowserTargets {

    static final String HOSTILE = "<img src=x onerror=window.hacked=1>";
    /** What it can be told. */
    static final List<String> ORDERS =
            List.of("deadlock", "bystander", "traffic", "starve", "end", "measure", "hold", "nameless");

    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final List<Task<?>> RING = new ArrayList<>(); // the loop's

    private BrowserTargets() {}

    /** {@return such a program, started, with tasks on {@code threads}} */
    static Process start(String kind, Threads threads) throws IOException {
        var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.threads=" + nameOf(threads),
                "-cp",
                System.getProperty("java.class.path"), BrowserTargets.class.getName(), kind);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    static String nameOf(Threads threads) {
        return threads.name().toLowerCase(Locale.ROOT);
    }

    public static void main(String[] args) throws Exception {
        var monitor = args[0].equals("plain") ? null
                : Monitor.builder().sources(List.of(Path.of("src", "test", "java")))
                        .allowCancel(args[0].equals("allow cancel")).start();
        if (args[0].equals("two loops")) {
            LoopThread.start("second", EventLoop.builder().name("second"));
        }
        run(EventLoop.builder().name(args[0].equals("two loops") ? "a \"first\" 1/2" : "main"), () -> {
            for (int i = 0; i < 2_000; i++) {
                createTask(TaskOptions.named("worker-" + i), () -> fetch());
            }
            createTask(TaskOptions.named("parent"), () -> gather(named("left"), named("right")).await());
            createTask(TaskOptions.named(HOSTILE), () -> named("child").await());
            var lock = new Lock().named("db");
            for (int i = 0; i < 3; i++) {
                createTask(TaskOptions.named(i == 0 ? "holder" : "waiter-" + i), () -> {
                    lock.acquire();
                    fetch();
                });
            }
            createTask(TaskOptions.named("failed"), () -> {
                throw new IllegalStateException(HOSTILE);
            });
            EventLoop loop = EventLoop.running();
            Promise<Boolean> over = loop.createFuture();
            Thread.ofPlatform().daemon().start(() -> obey(loop, over));
            IO.println(monitor == null ? "ready" : monitor.address());
            over.await();
        });
        Thread.sleep(HOUR); // its loop has ended, and it has not
    }

    private static Task<?> named(String name) {
        return createTask(TaskOptions.named(name), () -> fetch());
    }

    private static void fetch() {
        sleep(HOUR);
    }

    private static void obey(EventLoop loop, Promise<Boolean> over) {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String word; (word = in.readLine()) != null;) {
                switch (word) {
                    case "deadlock" -> loop.callSoonThreadsafe(() -> deadlock());
                    case "bystander" -> loop.callSoonThreadsafe(() -> createTask(
                            TaskOptions.named("bystander"), () -> RING.getFirst().await()));
                    case "traffic" -> loop.callSoonThreadsafe(() -> traffic());
                    case "starve" -> loop.callSoonThreadsafe(() -> starve());
                    case "end" -> loop.callSoonThreadsafe(() -> over.setResult(true));
                    case "measure" -> loop.callSoonThreadsafe(() -> measure(loop));
                    case "nameless" -> loop.callSoonThreadsafe(() -> named(""));
                    case "hold" -> loop.callSoonThreadsafe(
                            () -> createTask(TaskOptions.named("culprit"), () -> hold()));
                    default -> throw new IllegalArgumentException(word);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void deadlock() {
        RING.add(createTask(TaskOptions.named("chicken"), () -> RING.get(1).await()));
        RING.add(createTask(TaskOptions.named("egg"), () -> RING.get(0).await()));
    }

    private static void measure(EventLoop loop) {
        EndedTask.measure(loop, true);
        createTask(TaskOptions.named("short"), () -> {
            named("late").cancel("too late");
            sleep(TICK);
        });
    }

    private static void traffic() {
        var items = new Queue<Integer>().named("items");
        createTask(TaskOptions.named("producer"), () -> put(items));
        createTask(TaskOptions.named("consumer"), () -> take(items));
    }

    private static void put(Queue<Integer> items) {
        while (true) {
            sleep(TICK);
            items.putNowait(1);
        }
    }

    private static void take(Queue<Integer> items) {
        while (true) {
            items.get();
        }
    }

    private static void starve() {
        for (int i = 1; i <= 4; i++) {
            createTask(TaskOptions.named("greedy-" + i), () -> compute());
        }
        createTask(TaskOptions.named("patient"), () -> tick());
    }

    private static void compute() {
        while (true) {
            long end = System.nanoTime() + TICK.toNanos();
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            sleep(Duration.ZERO);
        }
    }

    private static void tick() {
        while (true) {
            sleep(TICK);
        }
    }

    private static void hold() throws InterruptedException {
        Thread.sleep(HOUR);
    }
}
