package io.asyncio4j.net.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.LoopObserver;
import java.time.Duration;
import java.util.List;

/**
 * Runs a piece of code again and again, cancelled at its first await, its second, and so on, until it ends before its
 * turn has come; then in the first turn of the loop, the second, and so on, for what is under way while it awaits. After each
 * run nothing may be left: no descriptor, no task.
 */
public final class CancelEverywhere {

    private static final int EACH_TURN = 16;
    private static final int LAST_TURN = 1000;

    private CancelEverywhere() {}

    /** {@return at how many awaits it was cancelled} */
    public static int run(VoidCoroutine body) throws Exception {
        once(body, Integer.MAX_VALUE, Integer.MAX_VALUE); // what is made once a JVM
        int awaits = 0;
        boolean[] cancelled = {true};
        while (cancelled[0]) {
            int steps = ++awaits;
            Leaks.assertNone(() -> {
                cancelled[0] = once(body, steps, Integer.MAX_VALUE);
                return null;
            });
            assertThat(awaits).as("awaits").isLessThan(2000);
        }
        cancelled[0] = true;
        for (int each = 0; cancelled[0] && each < LAST_TURN;
                each = each < EACH_TURN ? each + 1 : each * 3 / 2) {
            int turn = each;
            Leaks.assertNone(() -> {
                cancelled[0] = once(body, Integer.MAX_VALUE, turn);
                return null;
            });
        }
        return awaits - 1;
    }

    private static boolean once(VoidCoroutine body, int steps, int turns) {
        boolean[] cancelled = {false};
        Asyncio.run(() -> {
            EventLoop loop = EventLoop.running();
            int[] counted = {0};
            Task<?> task = Asyncio.createTask(body);
            loop.addObserver(new LoopObserver() {
                @Override
                public void stepBegins(Step step) {
                    if (step == task) {
                        counted[0]++;
                    }
                }
            });
            for (int turn = 0; counted[0] < steps && turn < turns && !task.done(); turn++) {
                Asyncio.sleep(Duration.ZERO);
            }
            cancelled[0] = task.cancel();
            Asyncio.wait(List.of(task));
            if (cancelled[0] && !task.cancelled()) {
                assertThat(task.exception()).as("cancelled at %s", place(steps, turns)).isNull();
            } else if (!task.cancelled()) {
                task.result();
            }
            for (int i = 0; i < 2000 && Asyncio.allTasks().size() > 1; i++) {
                Asyncio.sleep(Duration.ofMillis(1)); // what goes on in the background ends by itself
            }
            assertThat(Asyncio.allTasks()).as("tasks left, cancelled at %s", place(steps, turns)).hasSize(1);
        });
        return cancelled[0];
    }

    private static String place(int steps, int turns) {
        return turns == Integer.MAX_VALUE ? "await " + steps : "turn " + turns;
    }
}
