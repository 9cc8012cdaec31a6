package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Task;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.internal.world.Kinds;
import io.asyncio4j.testkit.tests.support.MeasuredPage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How many schedules of three tasks with ten awaits each are explored in a second of processor time, that of compilers and
 * collectors included. In each build the bound is far below what is seen. With {@code -Dmeasure=true} the table of the page on
 * testing is measured and printed; {@code -Ddocs.update=true} writes it there.
 */
class SpeedTest {

    private static final int LEAST = 1_000;
    private static final int SCHEDULES = 10_000;
    private static final int ROUNDS = 5;

    private static void threeTasks(TestLoop test) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(test.loop().createTask(() -> {
                for (int await = 0; await < 10; await++) {
                    Asyncio.sleep(Duration.ZERO);
                }
            }));
        }
        Asyncio.wait(tasks);
    }

    private static Map<String, Supplier<Exploration>> strategies() {
        Map<String, Supplier<Exploration>> all = new LinkedHashMap<>();
        all.put("random walk", () -> new Exploration().randomWalk());
        all.put("PCT", () -> new Exploration().pct(3));
        all.put("SURW", () -> new Exploration().surw());
        all.put("exhaustive, 3", () -> new Exploration().exhaustive(3));
        all.put("reduced", () -> new Exploration().reduced());
        return all;
    }

    private static long perSecond(Exploration exploration) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long began = system.getProcessCpuTime();
        int schedules = exploration.schedules(SCHEDULES).start(SpeedTest::threeTasks).schedules();
        return schedules * 1_000_000_000L / (system.getProcessCpuTime() - began);
    }

    @Test
    void threeTasksOfTenAwaits_areExploredQuickly() {
        strategies().forEach((name, exploration) -> {
            perSecond(exploration.get()); // compiles
            long schedules = perSecond(exploration.get());
            System.out.println(name + ": " + schedules + " schedules in a second of processor time");
            assertThat(schedules).as(name).isGreaterThan(LEAST);
        });
    }

    private static long median(Supplier<Exploration> explorations, Threads kind) {
        List<Long> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(perSecond(explorations.get().threads(kind)));
        }
        rounds.sort(null);
        return rounds.get(ROUNDS / 2);
    }

    @Test
    @EnabledIfSystemProperty(named = "measure", matches = "true")
    void measure() throws IOException {
        List<Threads> kinds = Kinds.allowed();
        List<String> lines = new ArrayList<>();
        lines.add("| strategy |" + cells(kinds, kind -> kind.name().toLowerCase(Locale.ROOT) + " threads"));
        lines.add("| --- |" + cells(kinds, _ -> "---"));
        strategies().forEach((name, exploration) -> lines.add("| " + name + " |"
                + cells(kinds, kind -> String.format(Locale.ROOT, "%,d", median(exploration, kind)))));
        MeasuredPage.put("speed", String.join("\n", lines));
    }

    private static String cells(List<Threads> kinds, java.util.function.Function<Threads, String> cell) {
        return String.join("", kinds.stream().map(kind -> " " + cell.apply(kind) + " |").toList());
    }
}
