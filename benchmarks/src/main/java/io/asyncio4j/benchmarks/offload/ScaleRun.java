package io.asyncio4j.benchmarks.offload;

import io.asyncio4j.benchmarks.report.Processes;
import io.asyncio4j.benchmarks.report.ProgressLine;
import io.asyncio4j.benchmarks.report.Python;
import io.asyncio4j.benchmarks.report.SampleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Starts the sides in turns, so that whatever else the machine does meets all of them. */
final class ScaleRun {

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String MEMORY = "-Xmx1g";
    /** With one or two processors the engine of a cluster starts a thread for each answer otherwise. */
    static final String PARALLELISM = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2";

    private final int rounds;
    private final double seconds;
    private final @Nullable Python python;
    private final ProgressLine progress;

    /**
     * @param rounds how often each side is measured
     * @param seconds how long each of its works is, after it was done for as long
     * @param python null if there is none
     */
    ScaleRun(int rounds, double seconds, @Nullable Python python, ProgressLine progress) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.python = python;
        this.progress = progress;
    }

    /** {@return the figures of each side, one for each round that went well; what went wrong is added to {@code notes}} */
    Map<ScaleSide, List<ScaleFigures>> measure(List<String> notes) throws IOException, InterruptedException {
        Map<ScaleSide, List<ScaleFigures>> all = new EnumMap<>(ScaleSide.class);
        Path script = Files.createTempFile("asyncio4j-scale", ".py");
        try {
            try (InputStream source =
                    Objects.requireNonNull(ScaleRun.class.getResourceAsStream("scale_side.py"))) {
                Files.write(script, source.readAllBytes());
            }
            int turn = 0;
            for (int round = 1; round <= rounds; round++) {
                for (ScaleSide side : ScaleSide.values()) {
                    progress.turn((double) turn++ / (rounds * ScaleSide.values().length),
                            side.title + ", round " + round);
                    if (!side.isPython() || python != null) {
                        measure(side, script, all, notes);
                    }
                }
            }
        } finally {
            progress.end();
            Files.deleteIfExists(script);
        }
        return all;
    }

    private void measure(ScaleSide side, Path script, Map<ScaleSide, List<ScaleFigures>> all,
            List<String> notes)
            throws InterruptedException {
        try {
            String printed = Processes.run(command(side, script), LONGEST);
            all.computeIfAbsent(side, _ -> new ArrayList<>()).add(ScaleFigures.parse(printed));
        } catch (SampleException | IllegalArgumentException e) {
            notes.add(side.title + ": " + e.getMessage());
        }
    }

    private List<String> command(ScaleSide side, Path script) {
        String time = String.format(Locale.ROOT, "%.3f", seconds);
        if (side.isPython()) {
            return List.of(Objects.requireNonNull(python).command(), "-X", "utf8", script.toString(),
                    Integer.toString(side.workers), time);
        }
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), MEMORY,
                PARALLELISM,
                "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.threads=carried", "-cp",
                System.getProperty("java.class.path"), ScaleSide.class.getName(), side.name(), time);
    }
}
