package io.asyncio4j.stress;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One loop from its beginning to its end, with everything at once in it. A seed gives the same tasks, not the same moments. */
final class Round {

    private static final int MOST_TASKS = 60;
    private static final int MOST_WORKS = 12;
    private static final long MILLIS_TO_CLEAN_UP = 5_000;

    private final SplittableRandom random;
    private final Ledger ledger;
    private final boolean helpers;

    /** @param helpers whether it may use what leaves threads behind that wait a minute for more work */
    Round(long seed, Ledger ledger, boolean helpers) {
        this.helpers = helpers;
        this.random = new SplittableRandom(seed);
        this.ledger = ledger;
    }

    /** Runs to the end on this thread, and writes what it finds into the ledger. */
    void run() throws Exception {
        ledger.loops.increment();
        if (random.nextInt(5) == 0) {
            runAndLeaveInTheMiddle();
        } else {
            Asyncio.run(this::runToTheEnd);
        }
        ledger.awaitEnds(MILLIS_TO_CLEAN_UP);
    }

    private void runToTheEnd() throws Exception {
        EventLoop loop = EventLoop.running();
        var shared = new Shared(ledger, loop, helpers);
        var outsiders = new Outsiders(ledger, loop);
        List<Task<Void>> tasks = start(shared, loop);
        while (tasks.stream().anyMatch(task -> !task.done())) {
            Task<Void> victim = tasks.get(random.nextInt(tasks.size()));
            if (victim.cancel("by the soak")) {
                ledger.cancels.increment();
            }
            Asyncio.sleep(Duration.ofNanos(random.nextInt(400_000)));
        }
        Asyncio.toThread(outsiders::leave);
        Asyncio.sleep(Duration.ZERO); // what came last from outside is run by now
        Asyncio.sleep(Duration.ZERO);
        outsiders.balance();
        for (Task<Void> task : tasks) {
            Throwable failure = task.cancelled() ? null : task.exception();
            ledger.check(failure == null, "%s failed: %s", task, failure);
        }
        shared.balance();
    }

    /** The loop is stopped and closed while tasks are anywhere: their clean-up runs all the same. */
    private void runAndLeaveInTheMiddle() {
        try (EventLoop loop = EventLoop.create()) {
            loop.setExceptionHandler(
                    (where, report) -> { /* tasks that are thrown away are reported, rightly */ });
            var shared = new Shared(ledger, loop, helpers);
            start(shared, loop);
            loop.callLater(Duration.ofNanos(random.nextInt(2_000_000)), loop::stop);
            loop.runForever();
        }
    }

    private List<Task<Void>> start(Shared shared, EventLoop loop) {
        int count = 2 + random.nextInt(MOST_TASKS);
        var tasks = new ArrayList<Task<Void>>(count);
        for (int i = 0; i < count; i++) {
            ledger.tasks.increment();
            tasks.add(loop.createTask(new Actor(shared, random.split(), 1 + random.nextInt(MOST_WORKS))));
        }
        return tasks;
    }
}
