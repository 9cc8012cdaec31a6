package io.asyncio4j.testkit.tests.bugs;

import static io.asyncio4j.testkit.tests.bugs.Bug.check;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** State that is looked at before an await and acted on after it. */
final class StateBugs {

    static final List<Bug> ALL = List.of(
            new Bug("check-then-act over an await: account overdrawn", StateBugs::account),
            new Bug("double lazy initialisation", StateBugs::lazyInit),
            new Bug("cache stampede", StateBugs::stampede),
            new Bug("token refreshed twice, the first one revoked", StateBugs::refresh),
            new Bug("older answer overwrites the newer one", StateBugs::staleAnswer),
            new Bug("broadcast over a set that changes meanwhile", StateBugs::broadcast));

    private StateBugs() {}

    static void lookUp() {
        Asyncio.toThread(() -> "looked up");
    }

    /** Runs {@code part} in {@code count} tasks, the n-th after n times {@code apart}. */
    static void inTasks(TestLoop test, int count, Duration apart, IntConsumer part) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            tasks.add(test.loop().createTask(() -> {
                Asyncio.sleep(apart.multipliedBy(number));
                part.accept(number);
            }));
        }
        Asyncio.gather(tasks).await();
    }

    private static void account(TestLoop test, boolean repaired) {
        int[] balance = {100};
        inTasks(test, 2, Duration.ofMillis(20), _ -> {
            if (repaired) {
                if (balance[0] >= 70) {
                    balance[0] -= 70;
                    lookUp();
                }
            } else if (balance[0] >= 70) {
                lookUp();
                balance[0] -= 70;
            }
        });
        check(balance[0] >= 0, "overdrawn: " + balance[0]);
    }

    private static void lazyInit(TestLoop test, boolean repaired) {
        Object[] connection = {null};
        int[] opened = {0};
        var lock = new Lock();
        inTasks(test, 2, Duration.ofMillis(10), _ -> {
            if (repaired) {
                try (var _ = lock.acquire()) {
                    if (connection[0] == null) {
                        lookUp();
                        connection[0] = "connection " + ++opened[0];
                    }
                }
            } else if (connection[0] == null) {
                lookUp();
                connection[0] = "connection " + ++opened[0];
            }
        });
        check(opened[0] == 1, "opened " + opened[0] + " times");
    }

    private static void stampede(TestLoop test, boolean repaired) {
        Object[] value = {null};
        Promise<?>[] loading = {null};
        int[] loads = {0};
        inTasks(test, 3, Duration.ofMillis(5), _ -> {
            if (value[0] != null) {
                return;
            }
            if (repaired) {
                if (loading[0] != null) {
                    loading[0].await();
                    return;
                }
                Promise<Object> mine = test.loop().createFuture();
                loading[0] = mine;
                loads[0]++;
                lookUp();
                value[0] = "value";
                mine.setResult("value");
            } else {
                loads[0]++;
                lookUp();
                value[0] = "value";
            }
        });
        check(loads[0] == 1, "loaded " + loads[0] + " times");
    }

    private static void refresh(TestLoop test, boolean repaired) {
        int[] valid = {1};
        int[] held = {0};
        var lock = new Lock();
        inTasks(test, 2, Duration.ofMillis(15), _ -> {
            if (repaired) {
                try (var _ = lock.acquire()) {
                    if (held[0] != valid[0]) {
                        held[0] = ++valid[0];
                        lookUp();
                    }
                }
            } else if (held[0] != valid[0]) {
                int issued = ++valid[0]; // which revokes the one before
                lookUp();
                held[0] = issued;
            }
        });
        check(held[0] == valid[0], "holds token " + held[0] + ", valid is " + valid[0]);
        check(valid[0] == 2, "refreshed more than once");
    }

    private static void staleAnswer(TestLoop test, boolean repaired) {
        int[] shown = {-1};
        int[] asked = {-1};
        inTasks(test, 3, Duration.ofMillis(30), number -> {
            asked[0] = number;
            lookUp();
            if (!repaired || asked[0] == number) {
                shown[0] = number;
            }
        });
        check(shown[0] == asked[0], "asked " + asked[0] + " last, shows the answer to " + shown[0]);
    }

    private static void broadcast(TestLoop test, boolean repaired) {
        List<String> connections = new ArrayList<>(List.of("a", "b", "c"));
        Task<?> sender = test.loop().createTask(() -> {
            for (String connection : repaired ? List.copyOf(connections) : connections) {
                Asyncio.blocking(() -> "sent to " + connection);
            }
        });
        Task<?> leaver = test.loop().createTask(() -> {
            Asyncio.sleep(Duration.ofMillis(10));
            connections.remove("a");
        });
        Asyncio.gather(sender, leaver).await();
    }
}
