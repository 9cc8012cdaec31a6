package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kotlin.KotlinVersion;
import org.openjdk.jmh.util.Version;

/** A run of the benchmarks: finds the Pythons, measures, and says what it was measured with. */
final class Run {

    private Run() {}

    /**
     * @param sides those to measure, where they are available
     * @param checkout the folder of the script whose cold starts are measured
     */
    static Results measure(Pace pace, List<Work> works, List<Work> netWorks, Set<Side> sides, Path checkout,
            Rounds.Progress progress)
            throws IOException, InterruptedException {
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        ProcessorTime before = ProcessorTime.now();
        Map<Side, Python> pythons = PythonSampler.choose(Python.find(System.getenv("ASYNCIO4J_PYTHON")));
        var available = new ArrayList<>(Side.OF_JVM);
        available.addAll(pythons.keySet());
        available.retainAll(sides);
        var processor = new ProcessorSamples();
        try (var python = new PythonSampler(pace, pythons, processor);
                var jmh = new JmhSampler(pace, processor);
                var net = new NetSampler(pace, pythons.get(Side.CPYTHON), pythons.get(Side.UVLOOP));
                var starts = new StartSampler(checkout, pace, pythons.get(Side.CPYTHON))) {
            Sampler probe = new ProbeSampler(pace);
            Sampler each = (work, side, size) -> (switch (work.kind()) {
                case Work.Kind.Net _ -> net;
                case Work.Kind.Start _ -> starts;
                case Work.Kind.Jmh _ -> side.isPython() ? python : jmh;
                case Work.Kind.Probe _ -> side.isPython() ? python : probe;
            }).sample(work, side, size);
            if (pace.coldStarts() > 0) {
                progress.turn(0, "cold starts: building what they need");
                starts.prepare();
            }
            var rounds = new Rounds(pace, each, progress, System::nanoTime);
            // They come first, for they take some seconds, and the time may be over before the end.
            List<Series> coldStart =
                    pace.coldStarts() == 0 ? List.of() : rounds.coldStart(only(sides, starts.available()));
            List<Series> measured = rounds.works(works, available);
            List<Series> sockets =
                    pace.netRounds() == 0 ? List.of() : rounds.net(netWorks, only(sides, net.available()));
            List<Series> scaling = pace.scalingRounds() == 0 ? List.of()
                    : rounds.scaling(Works.SCALING, Works.SIZES, available);
            progress.end();
            var notes = new ArrayList<>(missing(pythons));
            notes.addAll(rounds.notes());
            return new Results(
                    start.truncatedTo(ChronoUnit.SECONDS).toString(), pace.name(),
                    (System.nanoTime() - startNanos) / 60e9, Machine.since(before),
                    versions(pythons, net.versions(sockets)), notes, rounds.failures(), measured,
                    processor.series(), scaling, coldStart, sockets, net.processor());
        }
    }

    private static List<Side> only(Set<Side> sides, List<Side> available) {
        return available.stream().filter(sides::contains).toList();
    }

    private static String kotlinxVersion() throws IOException {
        try (InputStream version =
                Run.class.getResourceAsStream("/META-INF/kotlinx_coroutines_core.version")) {
            return version == null ? "unknown"
                    : new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** {@return a line for each side that is not there} */
    static List<String> missing(Map<Side, Python> pythons) {
        var notes = new ArrayList<String>();
        if (!pythons.containsKey(Side.CPYTHON)) {
            notes.add(
                    "No CPython 3." + Python.OLDEST_FOR_ASYNCIO
                            + " or later was found, so it is left out; install one, or name it in ASYNCIO4J_PYTHON.");
        }
        if (!pythons.containsKey(Side.UVLOOP)) {
            notes.add(
                    "No CPython 3." + Python.OLDEST_FOR_UVLOOP
                            + " or later with uvloop was found, so it is left out; \"pip install uvloop\" or the"
                            + " system's python3-uvloop adds it.");
        }
        return notes;
    }

    private static Map<String, String> versions(Map<Side, Python> pythons, Map<String, String> net)
            throws IOException {
        var versions = new LinkedHashMap<String, String>();
        versions.put("Java", Runtime.version() + " (" + System.getProperty("java.vm.name") + ")");
        versions.put("Kotlin", KotlinVersion.CURRENT.toString());
        versions.put("kotlinx.coroutines", kotlinxVersion());
        Python cpython = pythons.get(Side.CPYTHON);
        if (cpython != null) {
            versions.put("CPython", cpython.version());
        }
        Python uvloop = pythons.get(Side.UVLOOP);
        if (uvloop != null) {
            versions.put("uvloop", uvloop.uvloop() + " on CPython " + uvloop.version());
        }
        versions.put("JMH", Version.getPlainVersion());
        versions.putAll(net);
        return versions;
    }
}
