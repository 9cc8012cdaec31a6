package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Simulation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test method once a seed; behind {@link Simulated}. */
public final class SimulatedExtension extends ManyRuns {

    public SimulatedExtension() {
        super("@Simulated, which runs it once a seed",
                List.of(AsyncTest.class, Async.class, Explored.class, Replay.class));
    }

    @Override
    void runAll(Method method, ExtensionContext context, Simulation.Body body) {
        Simulated options = AnnotationSupport.findAnnotation(method, Simulated.class)
                .orElseThrow(() -> TestSettings.seedWithoutSimulation(method));
        Simulation.Report before = null;
        for (EventLoopBuilder.Threads kind : kinds(options.threads())) {
            Simulation.Report report = simulation(options, method, context, kind).start(body);
            if (before != null && options.allowRealThreads().isEmpty()
                    && !before.hash().equals(report.hash())) {
                throw new AssertionError(
                        method + " does not do the same on both kinds of threads, with the same seeds: "
                                + before.hash() + " and, on " + kind + ", " + report.hash());
            }
            before = report;
        }
    }

    private static Simulation simulation(Simulated options, Method method, ExtensionContext context,
            EventLoopBuilder.@Nullable Threads threads) {
        var simulation =
                new Simulation().seeds(options.seeds()).limit(Duration.ofMillis(options.limitMillis()))
                        .name(name(method, context));
        AnnotationSupport.findAnnotation(method, Seed.class).ifPresent(pinned -> {
            for (long seed : pinned.value()) {
                simulation.seed(seed);
            }
        });
        for (Allowance allowance : TestSettings.allowances(context)) {
            simulation.allow(allowance.kind(), allowance.name(), allowance.reason());
        }
        if (threads != null) {
            simulation.threads(threads);
        }
        if (options.permuteReady()) {
            simulation.permuteReady();
        }
        if (!options.cancelAtEveryAwait().isEmpty()) {
            simulation.cancelAtEveryAwait(options.cancelAtEveryAwait());
        }
        if (!options.timeIsOverAtEveryAwait().isEmpty()) {
            simulation.timeIsOverAtEveryAwait(options.timeIsOverAtEveryAwait());
        }
        if (options.loseAtEveryByte()) {
            simulation.loseAtEveryByte();
        }
        if (!options.allowRealThreads().isEmpty()) {
            simulation.allowRealThreads(options.allowRealThreads());
        }
        return simulation;
    }
}
