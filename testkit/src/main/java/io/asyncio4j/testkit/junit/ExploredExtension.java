package io.asyncio4j.testkit.junit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.Simulation;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a test method once a schedule; behind {@link Explored} and {@link Replay}. */
public final class ExploredExtension extends ManyRuns {

    private static final Path SAVED = Path.of("target", "schedules");

    public ExploredExtension() {
        super("@Explored or @Replay, which run it once a schedule",
                List.of(AsyncTest.class, Async.class, Simulated.class));
    }

    @Override
    void runAll(Method method, ExtensionContext context, Simulation.Body body) throws IOException {
        Optional<Explored> explored = AnnotationSupport.findAnnotation(method, Explored.class);
        Optional<Replay> replay = AnnotationSupport.findAnnotation(method, Replay.class);
        Async.On on = explored.map(Explored::threads).orElse(Async.On.ALLOWED);
        for (EventLoopBuilder.Threads kind : kinds(on)) {
            if (replay.isPresent()) {
                for (String schedule : replay.get().value()) {
                    exploration(explored, method, context, kind).replay(read(schedule), body);
                }
            }
            if (explored.isPresent()) {
                exploration(explored, method, context, kind).start(body);
            }
        }
    }

    private static Exploration exploration(Optional<Explored> explored, Method method,
            ExtensionContext context, EventLoopBuilder.@Nullable Threads threads) {
        var exploration = new Exploration().saveIn(SAVED).name(name(method, context));
        for (Allowance allowance : TestSettings.allowances(context)) {
            exploration.allow(allowance.kind(), allowance.name(), allowance.reason());
        }
        if (threads != null) {
            exploration.threads(threads);
        }
        explored.ifPresent(options -> {
            exploration.schedules(options.schedules()).limit(Duration.ofMillis(options.limitMillis()));
            switch (options.strategy()) {
                case RANDOM_WALK -> exploration.randomWalk();
                case SURW -> exploration.surw();
                case PCT -> exploration.pct(options.bound());
                case EXHAUSTIVE -> exploration.exhaustive(options.bound());
                case REDUCED -> exploration.reduced();
            }
        });
        return exploration;
    }

    private static String read(String schedule) throws IOException {
        if (!schedule.contains("/") && !schedule.endsWith(".schedule")) {
            return schedule;
        }
        Path file = Path.of(schedule);
        if (!Files.exists(file)) {
            throw new ExtensionConfigurationException(
                    "@Replay(\"" + schedule + "\"): there is no such file in "
                            + Path.of("").toAbsolutePath()
                            + "; copy it there from target/schedules, which a clean build removes");
        }
        return Files.readString(file).lines().findFirst().orElse("");
    }
}
