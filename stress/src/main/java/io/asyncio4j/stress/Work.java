package io.asyncio4j.stress;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.ContextVar;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Task;
import io.asyncio4j.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** What a task of a round does between two choices: each is a use of the library with its own rule. */
enum Work {
    YIELD {
        @Override
        void run(Shared shared, RandomGenerator random) {
            Asyncio.sleep(Duration.ZERO);
        }
    },
    SLEEP {
        @Override
        void run(Shared shared, RandomGenerator random) {
            Duration before = shared.loop.time();
            Duration length = Duration.ofNanos(random.nextInt(1_500_000));
            Asyncio.sleep(length);
            Duration slept = shared.loop.time().minus(before);
            shared.check(slept.plusMillis(1).compareTo(length) > 0, "a sleep of %s took %s", length, slept);
        }
    },
    PRODUCE {
        @Override
        void run(Shared shared, RandomGenerator random) {
            shared.produce();
        }
    },
    CONSUME {
        @Override
        void run(Shared shared, RandomGenerator random) {
            shared.consume();
        }
    },
    CONSUME_IN_TIME {
        @Override
        void run(Shared shared, RandomGenerator random) {
            try {
                Asyncio.timeout(micros(random, 300), shared::consume);
            } catch (TimeoutException e) {
                // as good a result as an item
            }
        }
    },
    PERMIT {
        @Override
        void run(Shared shared, RandomGenerator random) {
            shared.usePermit(() -> Asyncio.sleep(micros(random, 200)));
        }
    },
    LOCK {
        @Override
        void run(Shared shared, RandomGenerator random) {
            shared.useLock(() -> Asyncio.sleep(micros(random, 100)));
        }
    },
    CONDITION {
        @Override
        void run(Shared shared, RandomGenerator random) throws Exception {
            var held = shared.condition.acquire();
            try (held) {
                if (random.nextBoolean()) {
                    shared.condition.signal();
                } else {
                    Asyncio.timeout(micros(random, 400), () -> shared.condition.await());
                }
            } catch (TimeoutException e) {
                // nobody signalled
            }
        }
    },
    EVENT {
        @Override
        void run(Shared shared, RandomGenerator random) {
            if (random.nextInt(3) > 0) {
                shared.event.set();
                shared.event.clear();
            } else {
                try {
                    Asyncio.waitFor(() -> shared.event.await(), micros(random, 400));
                } catch (TimeoutException e) {
                    // nobody set it
                }
            }
        }
    },
    GATHER {
        @Override
        void run(Shared shared, RandomGenerator random) {
            int wanted = random.nextInt(100);
            var children = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 3; i++) {
                int child = i;
                children.add(Asyncio.createTask(() -> {
                    Asyncio.sleep(Duration.ofNanos(child * 10_000L));
                    shared.ledger.step();
                    return wanted + child;
                }));
            }
            if (random.nextInt(4) == 0) {
                children.get(1).cancel();
                shared.ledger.cancels.increment();
                int failed = 0;
                for (var outcome : Asyncio.gatherOutcomes(children).await()) {
                    failed += outcome instanceof io.asyncio4j.Outcome.Failure ? 1 : 0;
                }
                shared.check(failed == 1, "%d of 3 gathered failed, one was cancelled", failed);
            } else {
                List<Integer> results = Asyncio.gather(children).await();
                shared.check(results.equals(List.of(wanted, wanted + 1, wanted + 2)), "gather gave %s",
                        results);
            }
        }
    },
    GROUP {
        @Override
        void run(Shared shared, RandomGenerator random) {
            boolean fails = random.nextBoolean();
            var done = new int[1];
            try {
                Asyncio.taskGroup(group -> {
                    for (int i = 0; i < 3; i++) {
                        group.createTask(() -> {
                            Asyncio.sleep(micros(random, 100));
                            done[0]++;
                        });
                    }
                    if (fails) {
                        group.createTask(() -> {
                            throw new IllegalArgumentException("of a group");
                        });
                    }
                });
                shared.check(!fails && done[0] == 3, "a group ended with %d of 3 done", done[0]);
            } catch (ExceptionGroup e) {
                shared.check(fails && e.exceptions().size() == 1, "a group failed with %s", e);
            }
        }
    },
    SHIELD {
        @Override
        void run(Shared shared, RandomGenerator random) {
            Task<Integer> inner = Asyncio.createTask(() -> {
                Asyncio.sleep(micros(random, 200));
                return 7;
            });
            try {
                Asyncio.waitFor(Asyncio.shield(inner), micros(random, 100));
            } catch (TimeoutException e) {
                shared.check(!inner.cancelled(), "a shielded task was cancelled");
            }
            shared.check(inner.await() == 7, "a shielded task gave something else");
        }
    },
    TO_THREAD {
        @Override
        void run(Shared shared, RandomGenerator random) {
            shared.ledger.callsElsewhere.increment();
            int wanted = random.nextInt();
            int got = Asyncio.toThread(() -> {
                LockSupport.parkNanos(wanted & 0xffff);
                return wanted;
            });
            shared.check(got == wanted, "toThread gave %d in place of %d", got, wanted);
        }
    },
    BLOCKING {
        @Override
        void run(Shared shared, RandomGenerator random) {
            shared.ledger.callsElsewhere.increment();
            int wanted = random.nextInt();
            int got = Asyncio.blocking(() -> {
                LockSupport.parkNanos(wanted & 0xffff);
                return wanted;
            });
            shared.check(got == wanted, "blocking gave %d in place of %d", got, wanted);
        }
    },
    STAGE {
        @Override
        void run(Shared shared, RandomGenerator random) {
            shared.ledger.callsElsewhere.increment();
            int wanted = random.nextInt();
            var delayed = CompletableFuture.delayedExecutor(wanted & 0xff, TimeUnit.MICROSECONDS);
            int got = Asyncio.await(CompletableFuture.supplyAsync(() -> wanted, delayed));
            shared.check(got == wanted, "a stage gave %d in place of %d", got, wanted);
        }
    },
    GENERATOR {
        @Override
        void run(Shared shared, RandomGenerator random) {
            int most = random.nextInt(6);
            var cleaned = new boolean[1];
            try (var numbers = AsyncGenerator.<Integer>of(out -> {
                try {
                    for (int i = 0; i < 5; i++) {
                        Asyncio.sleep(Duration.ZERO);
                        out.yield(i);
                    }
                } finally {
                    cleaned[0] = true;
                }
            })) {
                int next = 0;
                for (int number : numbers) {
                    shared.check(number == next, "a generator gave %d in place of %d", number, next);
                    if (++next > most) {
                        break;
                    }
                }
            }
            shared.check(cleaned[0], "a closed generator has not cleaned up");
        }
    },
    TIMERS {
        @Override
        void run(Shared shared, RandomGenerator random) {
            var timers = new ArrayList<TimerHandle>();
            for (int i = 0; i < 20; i++) {
                shared.timerSet();
                timers.add(shared.loop.callLater(micros(random, 3_000), shared::timerOver));
            }
            timers.subList(0, 15).forEach(TimerHandle::cancel);
        }
    },
    CONTEXT {
        @Override
        void run(Shared shared, RandomGenerator random) {
            int wanted = random.nextInt();
            try (var _ = NUMBER.set(wanted)) {
                Asyncio.sleep(Duration.ZERO);
                shared.check(NUMBER.get() == wanted, "a context variable is another task's");
                int inChild = Asyncio.createTask(NUMBER::get).await();
                shared.check(inChild == wanted, "a child has another context");
            }
        }
    },
    OTHER_LOOP {
        @Override
        void run(Shared shared, RandomGenerator random) {
            if (random.nextInt(4) > 0) {
                return; // a loop with its thread is dear
            }
            shared.ledger.loops.increment();
            int wanted = random.nextInt();
            // not closed by a task of this loop: close waits
            int got = Asyncio.blocking(() -> {
                try (var other = LoopThread.start("soak's other")) {
                    return Asyncio.runCoroutineThreadsafe(() -> {
                        Asyncio.createTask(() -> Asyncio.sleep(Duration.ofHours(1))); // closing ends it
                        Asyncio.sleep(Duration.ZERO);
                        return wanted;
                    }, other.loop()).get(20, TimeUnit.SECONDS);
                }
            });
            shared.check(got == wanted, "another loop gave %d in place of %d", got, wanted);
        }
    };

    private static final ContextVar<Integer> NUMBER = ContextVar.of("number", 0);
    private static final Work[] ALL = values();

    /** @param helpers whether it may be one whose threads outlive it, to wait a minute for more work */
    static Work any(RandomGenerator random, boolean helpers) {
        Work work = ALL[random.nextInt(ALL.length)];
        return helpers || (work != BLOCKING && work != OTHER_LOOP) ? work : YIELD;
    }

    private static Duration micros(RandomGenerator random, int most) {
        return Duration.ofNanos(1_000L * random.nextInt(most));
    }

    abstract void run(Shared shared, RandomGenerator random) throws Exception;
}
