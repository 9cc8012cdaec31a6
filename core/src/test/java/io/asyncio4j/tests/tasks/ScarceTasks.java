package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.tasks.ScarceStories.attempt;
import static io.asyncio4j.tests.tasks.ScarceStories.check;
import static io.asyncio4j.tests.tasks.ScarceStories.checkEqual;
import static io.asyncio4j.tests.tasks.ScarceStories.isForWantOfMemory;
import static io.asyncio4j.tests.tasks.ScarceStories.tell;
import static io.asyncio4j.tests.tasks.ScarceStories.tellFreely;
import static io.asyncio4j.tests.tasks.ScarceStories.ticks;

import io.asyncio4j.Asyncio;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Future;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.LoopObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Stories of tasks, what is made of them, and other threads, where memory is scarce. */
public final class ScarceTasks {

    private static final Duration MS = Duration.ofMillis(1);
    private static final int MANY = 100;

    private ScarceTasks() {}

    public static void run() throws Exception {
        tellOfTasks();
        tellOfCombinators();
        tellOfThoseForWhichManyWait();
        tellOfOtherThreads();
        tellOfPublishers();
    }

    private static void tellOfTasks() throws Exception {
        tell("sleep", () -> attempt(() -> sleep(MS)));
        tell("a task", () -> checkEqual(1, attempt(() -> createTask(() -> sleep(MS, 1)).await())));
        tell("tasks one after another", () -> attempt(() -> {
            for (int i = 0; i < 5; i++) {
                createTask(() -> {}).await();
            }
        }));
        tell("tasks that are started within each other",
                () -> checkEqual(6, attempt(() -> startedWithin(6).await())));
        tell("a task that fails", () -> {
            Task<?> task = attempt(() -> {
                Task<?> failing = createTask(() -> {
                    throw new IllegalStateException("as it should");
                });
                ticks(2);
                return failing;
            });
            ticks(2);
            check(task.exception() instanceof IllegalStateException || isForWantOfMemory(task.exception()),
                    "it has ended otherwise: " + task);
        });
        tell("a future for which several wait", () -> {
            Promise<Integer> promise = EventLoop.running().createFuture();
            List<Task<Integer>> waiters = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiters.add(createTask(() -> promise.await()));
            }
            ticks(1);
            attempt(() -> {
                if (!promise.done()) {
                    promise.setResult(7);
                }
            });
            for (Task<Integer> waiter : waiters) {
                checkEqual(7, waiter.await());
            }
        });
        tell("cancellation", () -> {
            Task<?> task = createTask(() -> sleep(Duration.ofHours(1)));
            ticks(1);
            attempt(() -> task.cancel());
            ticks(2);
            check(task.cancelled() || isForWantOfMemory(task.exception()), "it goes on: " + task);
        });
        tell("steps that are observed", () -> {
            EventLoop.running().addObserver(new LoopObserver() {});
            attempt(() -> {
                sleep(MS);
                startedWithin(6).await();
                toThread(() -> 1);
            });
        });
    }

    private static Task<Integer> startedWithin(int depth) {
        return createTask(TaskOptions.DEFAULT.eager(),
                () -> depth == 1 ? 1 : startedWithin(depth - 1).await() + 1);
    }

    private static void tellOfCombinators() throws Exception {
        tell("gather", () -> checkEqual(List.of(1, 2),
                attempt(() -> gather(() -> sleep(MS, 1), () -> 2).await())));
        tell("shield", () -> checkEqual(1, attempt(() -> shield(createTask(() -> sleep(MS, 1))).await())));
        tell("wait", () -> checkEqual(1,
                attempt(() -> Asyncio.wait(List.of(createTask(() -> sleep(MS)))).done().size())));
        tell("asCompleted", () -> {
            List<Integer> results = new ArrayList<>();
            attempt(() -> {
                results.clear();
                for (var next : Asyncio.asCompleted(
                        List.of(createTask(() -> 1), createTask(() -> sleep(MS, 2))),
                        Duration.ofHours(1))) {
                    results.add(next.await());
                }
            });
            checkEqual(List.of(1, 2), results);
        });
        tell("a timeout that ends its block", () -> {
            boolean[] expired = new boolean[1];
            attempt(() -> {
                try {
                    timeout(MS, () -> sleep(Duration.ofHours(1)));
                } catch (TimeoutException e) {
                    expired[0] = true;
                }
            });
            check(expired[0], "it has not");
        });
        tell("waitFor", () -> checkEqual(1,
                attempt(() -> Asyncio.waitFor(() -> sleep(MS, 1), Duration.ofHours(1)))));
        tell("a task group", () -> {
            int[] open = new int[1];
            attempt(() -> Asyncio.taskGroup(group -> {
                for (int i = 0; i < 2; i++) {
                    group.createTask(() -> {
                        open[0]++;
                        try {
                            sleep(MS);
                        } finally {
                            open[0]--;
                        }
                    });
                }
            }));
            ticks(4);
            checkEqual(0, open[0]);
        });
        tell("a task group of which a task fails", () -> {
            boolean[] told = new boolean[1];
            attempt(() -> {
                try {
                    Asyncio.taskGroup(group -> {
                        group.createTask(() -> {
                            throw new IllegalStateException("as it should");
                        });
                        sleep(Duration.ofHours(1));
                    });
                } catch (ExceptionGroup e) {
                    if (isForWantOfMemory(e)) {
                        throw e;
                    }
                    told[0] = true;
                }
            });
            check(told[0], "nobody was told");
        });
        tellFreely("a shield that is cancelled, and whose future fails", () -> {
            List<Object> messages = new ArrayList<>();
            try (var loop = EventLoop.create()) {
                loop.setExceptionHandler((where, report) -> messages.add(report.get("message")));
                loop.runUntilComplete(() -> {
                    Promise<Integer> inner = loop.createFuture();
                    Future<Integer> outer = shield(inner);
                    attempt(() -> {
                        outer.cancel();
                        ticks(2);
                        if (!inner.done()) {
                            inner.setException(new IllegalStateException("as it should"));
                        }
                        ticks(2);
                    });
                });
            }
            checkEqual(List.of("IllegalStateException exception in shielded future"), messages);
        });
        tell("a race", () -> checkEqual(1, attempt(
                () -> Asyncio.<Integer>staggeredRace(List.of(() -> sleep(MS, 1), () -> sleep(MS, 1)), MS)
                        .result())));
    }

    private static void tellOfThoseForWhichManyWait() throws Exception {
        tellOfMany("a shield", inner -> shield(inner));
        tellOfMany("a gather", inner -> gather(List.of(inner)));
        tellOfMany("a future of a stage", inner -> {
            var stage = new CompletableFuture<Integer>();
            inner.addDoneCallback(done -> stage.complete(1));
            return Asyncio.wrapFuture(stage);
        });
        tell("a task that is cancelled before it starts, and for which many wait", () -> {
            Task<?> task = createTask(() -> sleep(MS));
            int[] called = countCalls(task);
            attempt(() -> {
                task.cancel();
                ticks(2);
            });
            check(task.cancelled(), "it was not cancelled: " + task);
            checkEqual(MANY, called[0]);
        });
    }

    /** A future that ends with another one, and is waited for by so many that their calls want more room. */
    private static void tellOfMany(String name, Function<Promise<Integer>, Future<?>> outerOf)
            throws Exception {
        tell(name + " for which many wait", () -> {
            Promise<Integer> inner = EventLoop.running().createFuture();
            Future<?> outer = outerOf.apply(inner);
            int[] called = countCalls(outer);
            attempt(() -> {
                if (!inner.done()) {
                    inner.setResult(1);
                }
                ticks(4);
            });
            check(outer.done() && !outer.cancelled(), "it has not ended: " + outer);
            checkEqual(MANY, called[0]);
        });
    }

    private static int[] countCalls(Future<?> future) {
        int[] called = new int[1];
        for (int i = 0; i < MANY; i++) {
            future.addDoneCallback(done -> called[0]++);
        }
        return called;
    }

    private static void tellOfOtherThreads() throws Exception {
        tell("toThread", () -> checkEqual(1, attempt(() -> toThread(() -> 1))));
        tell("toThread that fails", () -> {
            Throwable[] thrown = new Throwable[1];
            attempt(() -> {
                try {
                    toThread(() -> {
                        throw new IllegalStateException("as it should");
                    });
                } catch (IllegalStateException e) {
                    thrown[0] = e;
                }
            });
            checkEqual("as it should", thrown[0].getMessage());
        });
        tell("blocking", () -> checkEqual(1, attempt(() -> blocking(() -> 1))));
        tell("blocking that sleeps", () -> checkEqual(1, attempt(() -> blocking(() -> {
            Thread.sleep(1);
            return 1;
        }))));
        tell("blocking that is cancelled", () -> {
            Task<?> task = createTask(() -> blocking(() -> Thread.sleep(60_000)));
            ticks(1);
            attempt(() -> {
                task.cancel();
                ticks(1);
            });
            try {
                task.await();
            } catch (CancelledError | OutOfMemoryError e) {
                // there may be no memory for the other
            }
        });
        tell("a stage that another thread completes", () -> checkEqual(1, attempt(() -> {
            var stage = new CompletableFuture<Integer>();
            var completer = Thread.ofPlatform().daemon().unstarted(() -> stage.complete(1));
            EventLoop.running().callSoon(completer::start);
            return Asyncio.await(stage);
        })));
        tell("callSoonThreadsafe", () -> {
            EventLoop loop = EventLoop.running();
            Promise<Integer> called = loop.createFuture();
            Throwable[] thrown = new Throwable[1];
            attempt(() -> {
                var caller = Thread.ofPlatform().daemon().start(() -> {
                    try {
                        loop.callSoonThreadsafe(() -> called.setResult(1));
                    } catch (OutOfMemoryError e) {
                        thrown[0] = e;
                    }
                });
                caller.join();
            });
            if (thrown[0] == null) {
                checkEqual(1, called.await());
            }
        });
        try (var other = LoopThread.startDaemon("other")) {
            tellFreely("runCoroutineThreadsafe", () -> checkEqual(1, attempt(() -> {
                try {
                    return Asyncio.runCoroutineThreadsafe(() -> sleep(MS, 1), other.loop()).get(10,
                            TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof Exception exception ? exception : e;
                }
            })));
        }
        tellFreely("a whole run", () -> checkEqual("done", attempt(() -> Asyncio.run(() -> {
            toThread(() -> sleeping());
            return "done";
        }))));
    }

    private static int sleeping() throws InterruptedException {
        Thread.sleep(1);
        return 1;
    }

    private static void tellOfPublishers() throws Exception {
        tell("a publisher's elements", () -> checkEqual(List.of(1, 2, 3), attempt(() -> {
            var publisher = new SubmissionPublisher<Integer>(Runnable::run, 8);
            List<Integer> got = new ArrayList<>();
            Iterator<Integer> elements = AsyncIterable.from(publisher).iterator();
            var emitter = Thread.ofPlatform().daemon().unstarted(() -> {
                for (int i = 1; i <= 3; i++) {
                    publisher.submit(i);
                }
                publisher.close();
            });
            EventLoop.running().callSoon(emitter::start);
            while (elements.hasNext()) {
                got.add(elements.next());
            }
            return got;
        })));
    }
}
