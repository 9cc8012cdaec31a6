package io.asyncio4j.conformance;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs random scenarios on both sides until they differ. */
final class Fuzz {

    private final PythonSide python;
    private final List<Threads> backends;
    private final LongFunction<Scenario> generator;
    private int lacking;

    private final IntConsumer done;

    /** @param generator gives the scenario of a seed */
    Fuzz(PythonSide python, List<Threads> backends, LongFunction<Scenario> generator) {
        this(python, backends, generator, _ -> {});
    }

    /** @param done is told how many scenarios are done, after each */
    Fuzz(PythonSide python, List<Threads> backends, LongFunction<Scenario> generator, IntConsumer done) {
        this.python = python;
        this.backends = backends;
        this.generator = generator;
        this.done = done;
    }

    /**
     * A scenario on which the two sides differ, as small as it could be made.
     *
     * @param seed the scenario that was found is the generator's of this seed
     * @param threads the backend that differs
     */
    record Difference(long seed, Scenario scenario, Threads threads, Comparison comparison) {}

    /** {@return the first difference among the scenarios of {@code count} seeds from {@code seed} on, or null} */
    @Nullable
    Difference run(long seed, int count) throws IOException {
        for (long each = seed; each < seed + count; each++) {
            Scenario scenario = generator.apply(each);
            PythonSide.Answer answer = python.run(scenario);
            lacking += answer instanceof PythonSide.Answer.Lacks ? 1 : 0;
            for (Threads threads : backends) {
                Comparison comparison = compare(answer, scenario, threads);
                if (!comparison.isEqual()) {
                    return shrunk(new Difference(each, scenario, threads, comparison));
                }
            }
            done.accept((int) (each - seed) + 1);
        }
        return null;
    }

    // One that does not show again, so that something is left to chance, stays as it is.
    private Difference shrunk(Difference found) throws IOException {
        Scenario smallest =
                Shrinker.shrink(found.scenario, smaller -> differs(smaller, found.threads));
        Comparison comparison = compare(smallest, found.threads);
        return comparison.isEqual() ? found
                : new Difference(found.seed, smallest, found.threads, comparison);
    }

    private boolean differs(Scenario scenario, Threads threads) {
        try {
            return !compare(scenario, threads).isEqual();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Comparison compare(Scenario scenario, Threads threads) throws IOException {
        return compare(python.run(scenario), scenario, threads);
    }

    private Comparison compare(PythonSide.Answer answer, Scenario scenario, Threads threads) {
        return switch (answer) {
            case PythonSide.Answer.Trace(List<String> expected) ->
                    Comparison.ofRandom(python.version(), expected, Execution.trace(scenario, threads));
            case PythonSide.Answer.Lacks _ -> new Comparison(List.of(), List.of());
        };
    }

    /** {@return how many scenarios this Python could not run}: they need a newer one, or it recurses without end. */
    int lacking() {
        return lacking;
    }
}
