package io.asyncio4j.testkit.tests.bugs;

import static io.asyncio4j.testkit.tests.bugs.Bug.check;
import static io.asyncio4j.testkit.tests.bugs.StateBugs.lookUp;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What a time limit, a lease or a shut-down meets at the wrong moment. */
final class TimeBugs {

    static final List<Bug> ALL = List.of(
            new Bug("pool leaks a connection when a time limit fires", TimeBugs::pool),
            new Bug("rate limiter counts after it has waited", TimeBugs::rateLimiter),
            new Bug("shut-down loses the batch that is being sent", TimeBugs::lastBatch),
            new Bug("charged twice: tried again after a time limit", TimeBugs::chargedTwice),
            new Bug("writes after its lease has expired", TimeBugs::lease));

    private TimeBugs() {}

    private static void pool(TestLoop test, boolean repaired) {
        int[] free = {1};
        Task<?> user = test.loop().createTask(() -> {
            try {
                Asyncio.timeout(Duration.ofMillis(50), _ -> {
                    free[0]--;
                    if (repaired) {
                        try {
                            lookUp();
                            lookUp();
                        } finally {
                            free[0]++;
                        }
                    } else {
                        lookUp(); // opens it, outside of the try
                        try {
                            lookUp();
                        } finally {
                            free[0]++;
                        }
                    }
                    return null;
                });
            } catch (TimeoutException e) {
                // it gives up
            }
        });
        Asyncio.sleep(Duration.ofMillis(50));
        user.await();
        check(free[0] == 1, "a connection is lost");
    }

    private static void rateLimiter(TestLoop test, boolean repaired) {
        List<Duration> calls = new ArrayList<>();
        int[] counted = {0};
        StateBugs.inTasks(test, 3, Duration.ofMillis(40), _ -> {
            if (counted[0] < 1) {
                if (repaired) {
                    counted[0]++;
                    lookUp();
                } else {
                    lookUp(); // asks the store
                    counted[0]++;
                }
                calls.add(test.time());
            }
        });
        check(calls.size() == 1, calls.size() + " calls where one is allowed");
    }

    private static void lastBatch(TestLoop test, boolean repaired) {
        List<Integer> pending = new ArrayList<>();
        Set<Integer> sent = new HashSet<>();
        boolean[] stopping = {false};
        Task<?> flusher = test.loop().createTask(() -> {
            while (!stopping[0]) {
                Asyncio.sleep(Duration.ofMillis(100));
                List<Integer> batch = List.copyOf(pending);
                pending.clear();
                if (!batch.isEmpty()) {
                    lookUp();
                    sent.addAll(batch);
                }
            }
        });
        for (int i = 0; i < 5; i++) {
            pending.add(i);
            Asyncio.sleep(Duration.ofMillis(30));
        }
        if (repaired) {
            stopping[0] = true;
        } else {
            flusher.cancel();
        }
        try {
            flusher.await();
        } catch (CancelledError e) {
            // as asked
        }
        sent.addAll(pending); // what is left is sent at the end
        check(sent.size() == 5, "sent only " + sent);
    }

    private static void chargedTwice(TestLoop test, boolean repaired) throws TimeoutException {
        List<String> charges = new ArrayList<>();
        for (int attempt = 0; attempt < 2; attempt++) {
            String key = repaired ? "order 7" : "order 7, attempt " + attempt;
            try {
                Asyncio.waitFor(() -> Asyncio.toThread(() -> charges.contains(key) || charges.add(key)),
                        Duration.ofSeconds(1));
                break;
            } catch (TimeoutException e) {
                // tries again
            }
        }
        check(charges.size() == 1, "charged " + charges.size() + " times");
    }

    private static void lease(TestLoop test, boolean repaired) {
        Duration[] expires = {Duration.ZERO};
        int[] owner = {-1};
        List<String> wrong = new ArrayList<>();
        StateBugs.inTasks(test, 2, Duration.ofMillis(150), number -> {
            while (owner[0] >= 0 && test.time().compareTo(expires[0]) < 0) {
                Asyncio.sleep(Duration.ofMillis(10));
            }
            owner[0] = number;
            expires[0] = test.time().plusMillis(100);
            lookUp();
            boolean mayWrite = !repaired || owner[0] == number && test.time().compareTo(expires[0]) < 0;
            if (mayWrite && owner[0] != number) {
                wrong.add("task " + number + " writes under the lease of task " + owner[0]);
            }
        });
        check(wrong.isEmpty(), wrong.toString());
    }
}
