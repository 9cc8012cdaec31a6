package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.TestLoop;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How many schedules of three tasks with ten awaits each are explored in a second of processor time, that of compilers and
 * collectors included. The bound is far below what is seen; what it was is printed.
 */
class SpeedTest {

    private static final int LEAST = 1_000;
    private static final int SCHEDULES = 10_000;

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

    private static long perSecond(Exploration exploration) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        exploration.schedules(SCHEDULES).start(SpeedTest::threeTasks); // compiles
        long began = system.getProcessCpuTime();
        int schedules = exploration.start(SpeedTest::threeTasks).schedules();
        return schedules * 1_000_000_000L / (system.getProcessCpuTime() - began);
    }

    @Test
    void threeTasksOfTenAwaits_areExploredQuickly() {
        Map<String, Exploration> explorations = Map.of("random walk", new Exploration().randomWalk(), "PCT",
                new Exploration().pct(3), "SURW", new Exploration().surw(), "exhaustive",
                new Exploration().exhaustive(3), "reduced", new Exploration().reduced());
        explorations.forEach((name, exploration) -> {
            long schedules = perSecond(exploration);
            System.out.println(name + ": " + schedules + " schedules in a second of processor time");
            assertThat(schedules).as(name).isGreaterThan(LEAST);
        });
    }
}
