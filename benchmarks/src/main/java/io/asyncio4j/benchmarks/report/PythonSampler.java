package io.asyncio4j.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A Python process that does one work on asyncio's loop or on uvloop's. */
final class PythonSampler implements Sampler, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    // CPython's interpreter specialises code within a few calls: its second iteration is as fast as its tenth, and one that
    // lasts seconds needs none before it.
    private static final int WARMUPS = 1;

    private final Pace pace;
    private final ProcessorSamples processor;
    private final Map<Side, Python> pythons;
    private final Path script;

    /**
     * @param processor gets the processors' time of the works that it is told of
     */
    PythonSampler(Pace pace, Map<Side, Python> pythons, ProcessorSamples processor) throws IOException {
        this.pace = pace;
        this.processor = processor;
        this.pythons = pythons;
        script = Files.createTempFile("asyncio4j-bench", ".py");
        try (InputStream source = Objects.requireNonNull(
                PythonSampler.class.getResourceAsStream("asyncio_side.py"))) {
            Files.write(script, source.readAllBytes());
        }
    }

    /** {@return the Pythons for the two sides}; a side is not in it if there is none for it. */
    static Map<Side, Python> choose(List<Python> found) {
        var chosen = new EnumMap<Side, Python>(Side.class);
        Optional<Python> asyncio = Python.forAsyncio(found);
        asyncio.ifPresent(python -> chosen.put(Side.CPYTHON, python));
        Python.forUvloop(found).ifPresent(python -> chosen.put(Side.UVLOOP, python));
        return chosen;
    }

    @Override
    public List<Double> sample(Work work, Side side, int size) throws SampleException, InterruptedException {
        Python python = Objects.requireNonNull(pythons.get(side));
        String out = Processes.run(List.of(
                python.command(), "-X", "utf8", script.toString(), side.method(), work.name(),
                Integer.toString(size), Integer.toString(work.lasting() ? 0 : WARMUPS),
                Integer.toString(pace.iterations(work)),
                Integer.toString(pace.iterationMillis())), pace.perWork());
        var samples = new ArrayList<Double>();
        var ofProcessor = new ArrayList<Double>();
        try {
            for (JsonNode each : JSON.readTree(out)) {
                samples.add(each.path(0).asDouble());
                ofProcessor.add(each.path(1).asDouble());
            }
        } catch (IOException e) {
            throw new SampleException(work.name() + " on " + side.title() + " printed no samples: " + out, e);
        }
        if (samples.isEmpty()) {
            throw new SampleException(work.name() + " on " + side.title() + " has measured nothing");
        }
        if (Works.PROCESSOR.contains(work) && size == 0) {
            processor.add(work, side, ofProcessor);
        }
        return samples;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(script);
        } catch (IOException e) {
            // the system's to remove
        }
    }
}
