package io.asyncio4j.internal.loop;

import io.asyncio4j.TaskFactory;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.internal.thread.TaskThreads;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.Simulator;
import io.asyncio4j.spi.StepOrder;
import io.asyncio4j.spi.SystemPoller;
import io.asyncio4j.spi.VirtualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a loop is made of. What a program does not say, system properties do; they are read here.
 *
 * @param slowCallbackDuration null for never
 * @param stepOrder null for first in, first out
 * @param outsideWorld null for other threads as they are
 * @param cancelledByInterrupts whether an interrupt of the thread that runs a main task cancels that
 */
public record LoopOptions(String name, Poller poller, Function<TaskThread.Host, TaskThreads> threads,
        @Nullable TaskFactory taskFactory, boolean debug, @Nullable Duration slowCallbackDuration,
        List<ContextPropagator> propagators, @Nullable StepOrder stepOrder,
        @Nullable OutsideWorld outsideWorld, boolean cancelledByInterrupts) {

    private static final String SIMULATE = "asyncio4j.simulate";
    private static final Duration DEFAULT_SLOW_CALLBACK_DURATION = Duration.ofMillis(100);

    /** {@return the world of a simulation, if the system property asks for one, else null} */
    public static Simulator.@Nullable World worldByDefault() {
        String seed = System.getProperty(SIMULATE);
        if (seed == null || seed.isBlank()) {
            return null;
        }
        return ServiceLoader.load(Simulator.class, LoopOptions.class.getClassLoader()).findFirst()
                .orElseThrow(() -> new IllegalStateException("system property " + SIMULATE + "=" + seed
                        + ": there is nothing that simulates; add asyncio4j-testkit to the class path or module path"))
                .nextWorld(seed);
    }

    /** {@return what the system property or the environment says} */
    public static boolean debugByDefault() {
        String property = System.getProperty("asyncio4j.debug", System.getenv("ASYNCIO4J_DEBUG"));
        return property != null && !property.isBlank() && !property.equals("0") && !property.equals("false");
    }

    /** {@return what the system property says, or null for never} */
    public static @Nullable Duration slowCallbackDurationByDefault() {
        String property = System.getProperty("asyncio4j.slowCallbackDuration");
        if (property == null || property.isBlank()) {
            return DEFAULT_SLOW_CALLBACK_DURATION;
        }
        String seconds = property.strip();
        if (seconds.equals("never")) {
            return null;
        }
        try {
            var duration = Duration.ofNanos(new BigDecimal(seconds).movePointRight(9).longValue());
            if (duration.isPositive()) {
                return duration;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "system property asyncio4j.slowCallbackDuration=" + seconds
                        + ": expected a number of seconds that is more than zero, or never");
    }

    /** {@return what the system property says} */
    public static Poller pollerByDefault() {
        String clock = System.getProperty("asyncio4j.clock", "system");
        return switch (clock.strip().toLowerCase(Locale.ROOT)) {
            case "system", "" -> new SystemPoller();
            case "virtual" -> new VirtualClock();
            default ->
                    throw new IllegalArgumentException(
                            "system property asyncio4j.clock=" + clock + ": expected system or virtual");
        };
    }
}
