package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders that differ by steps which have nothing to do with each other are not all tried; and nothing is missed by that. */
class ReductionTest {

    private static final int ALL = 1_000; // steps out of their turn

    private static void yieldOnce() {
        Asyncio.sleep(Duration.ZERO);
    }

    private static Exploration.Report all(Simulation.Body body) {
        Exploration.Report report = new Exploration().exhaustive(ALL).schedules(1_000_000).start(body);
        assertThat(report.complete()).isTrue();
        return report;
    }

    private static Exploration.Report reduced(Simulation.Body body) {
        Exploration.Report report = new Exploration().reduced().schedules(1_000_000).start(body);
        assertThat(report.complete()).isTrue();
        return report;
    }

    private static void inTasks(TestLoop test, VoidCoroutine... parts) {
        List<Task<?>> tasks = new ArrayList<>();
        for (VoidCoroutine part : parts) {
            tasks.add(test.loop().createTask(part));
        }
        Asyncio.wait(tasks);
    }

    private static void use(Lock lock, int awaits) {
        try (var _ = lock.acquire()) {
            for (int i = 0; i < awaits; i++) {
                yieldOnce();
            }
        }
    }

    @Test
    void tasksThatShareNothing_areRunInFewOrders() {
        Simulation.Body body = test -> inTasks(test, () -> use(new Lock(), 4), () -> use(new Lock(), 4),
                () -> use(new Lock(), 4));
        Exploration.Report plain = new Exploration().exhaustive(ALL).schedules(5_000).start(body);
        assertThat(plain.complete()).isFalse(); // there are 756,756
        int few = reduced(test -> {
            test.state(() -> "nothing is shared but the library's objects");
            body.run(test);
        }).schedules();
        assertThat(few).isLessThan(1_000);
    }

    @Test
    void aTestThatTellsNothingOfItsOwnObjects_isTriedInAllOrders() {
        Set<String> ends = new HashSet<>();
        reduced(test -> {
            var order = new StringBuilder();
            inTasks(test, () -> {
                order.append('a');
                yieldOnce();
                order.append('A');
            }, () -> {
                order.append('b');
                yieldOnce();
                order.append('B');
            });
            ends.add(order.toString());
        });
        assertThat(ends).containsExactlyInAnyOrder("abAB", "abBA", "aAbB", "baBA", "baAB", "bBaA");
    }

    @Test
    void randomNumbers_areSharedByWhoeverDrawsThem() {
        Set<String> ends = new HashSet<>();
        reduced(test -> {
            test.state(() -> "");
            var drawn = new StringBuilder();
            var ended = new StringBuilder();
            VoidCoroutine[] parts = new VoidCoroutine[3];
            for (int i = 0; i < parts.length; i++) {
                char name = (char) ('a' + i);
                parts[i] = () -> {
                    test.random().nextLong();
                    drawn.append(name);
                    yieldOnce();
                    ended.append(name);
                };
            }
            inTasks(test, parts);
            ends.add(drawn + " " + ended);
        });
        assertThat(ends).hasSize(36); // in each of six orders they draw, and in each of six they end
    }

    @Test
    void whatTheTestTells_isSharedByAll() {
        Set<String> ends = new HashSet<>();
        Exploration.Report report = reduced(test -> {
            var order = new StringBuilder();
            test.state(order::toString);
            inTasks(test, () -> {
                yieldOnce(); // has nothing to do with anything
                yieldOnce();
                order.append('a');
            }, () -> {
                yieldOnce();
                yieldOnce();
                order.append('b');
            });
            ends.add(order.toString());
        });
        assertThat(ends).containsExactlyInAnyOrder("ab", "ba");
        assertThat(report.schedules()).isLessThan(20);
    }

    @Test
    void deadlockByLockOrder_isFoundWithFewerSchedules() {
        Simulation.Body body = test -> {
            var first = new Lock();
            var second = new Lock();
            inTasks(test, () -> use(new Lock(), 4), () -> useBoth(second, first, 3),
                    () -> useBoth(first, second, 0));
        };
        int full = schedulesToDeadlock(new Exploration().exhaustive(ALL), body);
        int few = schedulesToDeadlock(new Exploration().reduced(), test -> {
            test.state(() -> "");
            body.run(test);
        });
        assertThat(few).isLessThan(full / 10);
    }

    private static void useBoth(Lock first, Lock second, int late) {
        for (int i = 0; i < late; i++) {
            yieldOnce();
        }
        try (var _ = first.acquire()) {
            yieldOnce();
            try (var _ = second.acquire()) {
                yieldOnce();
            }
        }
    }

    private static int schedulesToDeadlock(Exploration exploration, Simulation.Body body) {
        var failure = catchThrowableOfType(ExplorationFailure.class,
                () -> exploration.schedules(100_000).start(body));
        assertThat(failure).hasCauseInstanceOf(StuckError.class).hasMessageContaining("deadlock");
        return Integer.parseInt(failure.getMessage().replaceAll("(?s).* in schedule (\\d+):.*", "$1"));
    }

    @Test
    void invariants_areSeenInEachOrderOfWhatTheyLookAt() {
        Simulation.Body body = test -> {
            test.state(() -> "");
            var one = new Event();
            var two = new Event();
            test.invariant("two is not set before one", () -> one.isSet() || !two.isSet());
            for (Event each : List.of(one, two)) {
                test.background("setter", () -> {
                    each.set();
                    new Event().await(); // lets nobody run, and does not end
                });
            }
            test.settle();
        };
        var failure = catchThrowableOfType(ExplorationFailure.class, () -> reduced(body));
        assertThat(failure).hasMessageContaining("two is not set before one");
    }

    @Test
    void cancellation_comesBetweenAnyTwoSteps() {
        Set<String> ends = new HashSet<>();
        reduced(test -> {
            test.state(() -> "");
            var seen = new StringBuilder(); // of one task, and of nobody else
            var victim = test.loop().createTask(() -> {
                for (int i = 1; i <= 3; i++) {
                    seen.append(i);
                    yieldOnce(); // uses nothing that the canceller could use
                }
            });
            inTasks(test, () -> {
                victim.cancel();
                yieldOnce(); // the end of a task lets callbacks run, with which all others have to do
            });
            Asyncio.wait(List.of(victim));
            ends.add(seen + (victim.cancelled() ? " cancelled" : " done"));
        });
        assertThat(ends).containsExactlyInAnyOrder(" cancelled", "1 cancelled", "12 cancelled",
                "123 cancelled", "123 done");
    }

    @Test
    void timersThatAreDueAtOnce_areTriedInAllOrders() {
        Set<String> all = new HashSet<>();
        Set<String> few = new HashSet<>();
        all(test -> letTimersBeDue(test, all));
        reduced(test -> {
            test.state(() -> "");
            letTimersBeDue(test, few);
        });
        assertThat(few).isEqualTo(all);
        assertThat(all).hasSizeGreaterThan(2);
    }

    private static void letTimersBeDue(TestLoop test, Set<String> ends) {
        var event = new Event();
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        inTasks(test, () -> {
            test.loop().callLater(Duration.ZERO, event::set);
            yieldOnce();
            yieldOnce();
            first.add("set " + event.isSet());
        }, () -> {
            yieldOnce();
            test.loop().callLater(Duration.ZERO, event::clear);
            yieldOnce();
            second.add("set " + event.isSet());
        });
        ends.add(first + " " + second + " " + event);
    }

    /** {@return in how many orders two tasks are run that let callbacks come that much later, in their second-last steps} */
    private static int inOrders(Set<String> ends, int millisOfFirst, int millisOfSecond) {
        return reduced(test -> {
            test.state(() -> "");
            var fired = new StringBuilder(); // by the callbacks, which keep their order
            inTasks(test, () -> {
                test.loop().callLater(Duration.ofMillis(millisOfFirst), () -> fired.append('a'));
                yieldOnce();
            }, () -> {
                test.loop().callLater(Duration.ofMillis(millisOfSecond), () -> fired.append('b'));
                yieldOnce();
            });
            Asyncio.sleep(Duration.ofMillis(5));
            ends.add(fired.toString());
        }).schedules();
    }

    @Test
    void timersOfOneMoment_fireInEitherOrder_asTheyWereSet_andOthersAreNoReasonToTry() {
        Set<String> ofOneMoment = new HashSet<>();
        Set<String> ofTwo = new HashSet<>();
        int orders = inOrders(ofOneMoment, 1, 1);
        assertThat(inOrders(ofTwo, 1, 2)).isLessThan(orders);
        assertThat(ofOneMoment).containsExactlyInAnyOrder("ab", "ba");
        assertThat(ofTwo).containsExactly("ab");
    }

    /** Programs by chance, on objects of the library: each way in which one may end must be met by the reduced search, too. */
    @ParameterizedTest
    @ValueSource(
            longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void programsByChance_endInTheSameWays(long seed) {
        Set<String> all = new HashSet<>();
        Set<String> few = new HashSet<>();
        int everything = all(test -> new ByChance(test, seed, false).run(all)).schedules();
        int reduced = reduced(test -> new ByChance(test, seed, true).run(few)).schedules();
        assertThat(few).isEqualTo(all);
        assertThat(reduced).isLessThan(everything);
    }

    /** Tasks that lock, put, take, set, wake, sleep and cancel, and keep what they see, each for itself. */
    private static final class ByChance {

        private final TestLoop test;
        private final RandomGenerator random;
        private final List<Lock> locks = List.of(new Lock(), new Lock());
        private final Semaphore semaphore = new Semaphore(1);
        private final Queue<Integer> queue = new Queue<>();
        private final Event event = new Event();
        private final Promise<String> promise;
        private final List<List<String>> seen = new ArrayList<>();
        private final List<Task<?>> tasks = new ArrayList<>();

        ByChance(TestLoop test, long seed, boolean tells) {
            this.test = test;
            random = new SplitMix(seed);
            promise = test.loop().createFuture();
            if (tells) {
                test.state(() -> "");
            }
        }

        void run(Set<String> ends) {
            for (int number = 0; number < 3; number++) {
                List<String> mine = new ArrayList<>();
                seen.add(mine);
                List<VoidCoroutine> moves = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    moves.add(move(number, mine));
                }
                tasks.add(test.loop().createTask(TaskOptions.named("t" + number), () -> {
                    for (VoidCoroutine move : moves) {
                        move.run();
                    }
                }));
            }
            Asyncio.wait(tasks);
            ends.add(seen + " " + tasks.stream().map(Task::cancelled).toList() + queue.statistics() + event
                    + promise.done());
        }

        private VoidCoroutine move(int number, List<String> mine) {
            int other = (number + 1 + random.nextInt(2)) % 3;
            Lock lock = locks.get(random.nextInt(2));
            return switch (random.nextInt(13)) {
                case 0 -> () -> {
                    try (var _ = lock.acquire()) {
                        mine.add("has lock, waiters " + lock.statistics().waiters());
                        yieldOnce();
                    }
                };
                case 1 -> () -> mine.add("locked " + lock.locked());
                case 2 -> () -> {
                    try (var _ = semaphore.acquire()) {
                        queue.putNowait(number);
                        yieldOnce();
                    }
                };
                case 3 -> () -> {
                    yieldOnce();
                    queue.putNowait(number);
                };
                case 4 -> () -> {
                    yieldOnce();
                    mine.add("took " + (queue.empty() ? "nothing" : queue.getNowait()));
                };
                case 5 -> event::set;
                case 6 -> event::clear;
                case 7 -> () -> {
                    yieldOnce();
                    mine.add("set " + event.isSet());
                };
                case 8 -> () -> {
                    if (!promise.done()) {
                        promise.setResult("by " + number);
                    }
                };
                case 9 -> () -> {
                    yieldOnce();
                    mine.add(promise.done() ? promise.result() : "not done");
                };
                case 10 -> () -> {
                    yieldOnce();
                    mine.add("cancels " + tasks.get(other).cancel());
                };
                case 11 -> () -> {
                    Asyncio.sleep(Duration.ofMillis(1));
                    mine.add("at " + test.time().toMillis() + " locked " + lock.locked());
                };
                default -> () -> {
                    test.loop().callSoon(event::set);
                    yieldOnce();
                    mine.add("qsize " + queue.qsize());
                };
            };
        }
    }
}
