package io.asyncio4j.offload.hazelcast.scale;

import static io.asyncio4j.Asyncio.run;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.ProcessPool;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.hazelcast.Cluster;
import io.asyncio4j.offload.hazelcast.Members;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Measures how calls go on a thread, in pools and in clusters, and writes the table and the plot of docs/performance.md.
 * Not a test, so it runs only when it is named: {@code mvn -pl offload-hazelcast -am test -Dtest=ScaleReport}.
 */
class ScaleReport {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();

    @Test
    void write() throws Exception {
        var all = new ArrayList<Figures>();
        run(() -> {
            try (var place = new OneThread()) {
                all.add(Figures.of("1 thread", place));
            }
            for (int size : List.of(1, 2)) {
                try (var pool = ProcessPool.builder().size(size).cacheFolder(null).open()) {
                    all.add(Figures.of("pool of " + size, pool));
                }
            }
        });
        for (int workers : List.of(1, 2)) {
            try (var members = new Members().withWorkers(workers)) {
                run(() -> {
                    try (var cluster = Cluster.of(members.instance(), members.config())) {
                        all.add(Figures.of("cluster of " + (workers + 1), cluster));
                    }
                });
            }
        }
        Path script = Files.createTempFile("scale", ".py");
        try (InputStream in = ScaleReport.class.getResourceAsStream("scale_side.py")) {
            Files.write(script, in.readAllBytes());
        }
        for (int size : List.of(1, 2)) {
            var process = new ProcessBuilder("python3", script.toString(), Integer.toString(size))
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            all.add(Figures.parse("Python, pool of " + size,
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)));
        }
        Files.delete(script);
        Files.writeString(DOCS.resolve("performance-offload.svg"), ScalePlot.svg(all));
        Path page = DOCS.resolve("performance.md");
        Files.writeString(page, replaced(Files.readString(page), text(all)));
    }

    private static String text(List<Figures> all) {
        var text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
                "Measured on %s, with %d processors, Java %s; load average %.1f at the end.%n%n",
                LocalDate.now(ZoneId.systemDefault()), Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        text.append(
                "| | empty calls/s | p50 | p99 | chunks of primes/s | chunks of words/s |\n|---|--:|--:|--:|--:|--:|\n");
        for (Figures figures : all) {
            text.append(String.format(Locale.ROOT, "| %s | %,.0f | %,.0f us | %,.0f us | %.1f | %.1f |%n",
                    figures.side(),
                    figures.calls(), figures.p50(), figures.p99(), figures.primes(), figures.words()));
        }
        text.append("\n![chunks of primes a second](performance-offload.svg)\n\n");
        Figures one = find(all, "cluster of 2");
        Figures two = find(all, "cluster of 3");
        text.append(String.format(Locale.ROOT,
                "Computed, not measured: one loop hands out at most %,.0f calls a second to a cluster, so that work of a"
                        + " chunk of primes (%.0f ms on a thread here) would keep about %,.0f workers busy before the loop"
                        + " is what limits it; work of 1 ms about %,.0f. Larger chunks raise that in proportion.%n",
                Math.max(one.calls(), two.calls()), 1e3 / all.getFirst().primes(),
                Math.max(one.calls(), two.calls()) / all.getFirst().primes(),
                Math.max(one.calls(), two.calls()) / 1000));
        return text.toString();
    }

    private static Figures find(List<Figures> all, String side) {
        return all.stream().filter(figures -> figures.side().equals(side)).findAny().orElseThrow();
    }

    private static String replaced(String page, String content) {
        String begin = "<!-- bench:offload -->\n";
        String end = "<!-- /bench:offload -->";
        int from = page.indexOf(begin) + begin.length();
        return page.substring(0, from) + "\n" + content + "\n" + page.substring(page.indexOf(end));
    }

    /** One thread of this JVM, as a place where calls run. */
    private static final class OneThread implements Offload {
        private final ExecutorService executor = Executors.newSingleThreadExecutor();

        @Override
        public <T> RemoteCall<T> submit(RemoteCallable<T> call) {
            return RemoteCall.of(EventLoop.running().runInExecutor(executor, call),
                    CompletableFuture.completedFuture(CancelAnswer.CONFIRMED));
        }

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public void close() {
            Asyncio.toThread(executor::close);
        }
    }
}
