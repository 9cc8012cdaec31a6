package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An observer that throws, at whatever event, is removed and logged; the loop and the other observers go on. */
class ThrowingObserversTest {

    /** Calls {@code told} with the name of each event. */
    private static LoopObserver observer(String name, Consumer<String> told) {
        return (LoopObserver) Proxy.newProxyInstance(LoopObserver.class.getClassLoader(),
                new Class<?>[] {LoopObserver.class}, (self, method, arguments) -> switch (method.getName()) {
                    case "toString" -> name;
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> {
                        told.accept(method.getName());
                        yield null;
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"runBegins", "turnBegins", "waitBegins", "waitEnds", "taskCreated", "taskEnded",
        "cancelRequested", "stepBegins", "stepEnds", "runEnds"})
    void atAnyEvent_itIsToldNothingMore(String event) {
        List<String> bad = new ArrayList<>();
        List<String> good = new ArrayList<>();
        try (var log = new LogCapture()) {
            try (var loop = Loops.virtual().build()) {
                loop.addObserver(observer("Bad", told -> {
                    bad.add(told);
                    if (told.equals(event)) {
                        throw new IllegalStateException("at " + event);
                    }
                }));
                loop.addObserver(observer("Good", good::add));
                loop.callSoon(() -> {}); // it is there from the second turn on
                for (int run = 0; run < 2; run++) {
                    loop.runUntilComplete(() -> {
                        sleep(Duration.ZERO);
                        var task = createTask(() -> sleep(ms(5)));
                        sleep(ms(1));
                        task.cancel();
                        sleep(ms(1));
                    });
                }
            }
            assertThat(log.thrown()).singleElement().asString().contains("at " + event);
            assertThat(log.lines()).singleElement().asString()
                    .startsWith("SEVERE Observer Bad of <EventLoop ")
                    .endsWith("> has thrown and was removed");
        }
        assertThat(bad).endsWith(event).containsOnlyOnce(event);
        assertThat(good.stream().filter(event::equals).count()).as("%s in %s", event, good).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 20})
    void eagerTasksWithinEagerTasks_areAsManyOpenSteps(int depth) {
        List<String> steps = new ArrayList<>();
        Loops.run(() -> {
            EventLoop.running().addObserver(new LoopObserver() {
                @Override
                public void stepBegins(Step step) {
                    steps.add("begins");
                }

                @Override
                public void stepEnds(Step step) {
                    steps.add("ends");
                }
            });
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            steps.clear();
            nest(depth);
            assertThat(steps.subList(0, depth)).containsOnly("begins");
            assertThat(steps.subList(depth, 2 * depth)).containsOnly("ends");
        });
    }

    private static void nest(int depth) {
        if (depth > 0) {
            createTask(TaskOptions.named("at " + depth).eager(), () -> nest(depth - 1));
        }
    }
}
