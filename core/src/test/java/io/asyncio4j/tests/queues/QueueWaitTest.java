package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueWaitTest {

    private static Task<Void> gets(Queue<?> queue, String name, List<String> log) {
        return createTask(() -> {
            log.add(name + " got " + queue.get());
        });
    }

    private static <T> Task<Void> puts(Queue<T> queue, T item, List<String> log) {
        return createTask(() -> {
            queue.put(item);
            log.add("put " + item);
        });
    }

    // QUE-03
    @Test
    void getWaitsForAnItem_putDoesNotWait() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            Task<Void> getter = gets(queue, "a", log);
            EventLoop.running().callLater(ms(10), () -> {
                queue.putNowait(1);
                log.add("put at " + millisSince(start));
            });
            getter.await();
            log.add("done at " + millisSince(start));
            assertThat(log).containsExactly("put at 10", "a got 1", "done at 10");
        });
    }

    // QUE-03
    @Test
    void putWaitsForASlot_getDoesNotWait() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>(1);
            EventLoop.running().callLater(ms(10), () -> log.add("took " + queue.getNowait()));
            Task<Void> putter = createTask(() -> {
                for (int i = 0; i < 2; i++) {
                    queue.put(i);
                    log.add("put " + i + " at " + millisSince(start));
                }
            });
            putter.await();
            assertThat(log).containsExactly("put 0 at 0", "took 0", "put 1 at 10");
        });
    }

    // QUE-03
    @Test
    void neitherSuspends_whenItNeedNot() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>(2);
            EventLoop.running().callSoon(() -> log.add("one tick later"));
            queue.put(1);
            queue.put(2);
            log.add("got " + queue.get());
            log.add("got " + queue.get());
            assertThat(log).containsExactly("got 1", "got 2");
            ticks(1);
            assertThat(log).endsWith("one tick later");
        });
    }

    // QUE-03
    @Test
    void putterOfThree_intoAQueueForTwo() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>(2);
            Task<Void> putter = createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    queue.put(i);
                    log.add("put " + i);
                }
            });
            ticks(2);
            assertThat(log).containsExactly("put 0", "put 1");
            assertThat(queue.get()).isZero();
            ticks(1);
            assertThat(log).containsExactly("put 0", "put 1", "put 2");
            assertThat(putter.done()).isTrue();
            assertThat(List.of(queue.get(), queue.get())).containsExactly(1, 2);
        });
    }

    // QUE-03
    @Test
    void pingPong_alternates() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>(1);
            gather(() -> {
                for (int i = 0; i < 4; i++) {
                    queue.put(i);
                    log.add("put " + i);
                }
            }, () -> {
                for (int i = 0; i < 4; i++) {
                    log.add("got " + queue.get());
                }
            }).await();
            assertThat(log).containsExactly(
                    "put 0", "got 0", "put 1", "got 1", "put 2", "got 2", "put 3", "got 3");
        });
    }

    // QUE-05
    @Test
    void eachPut_wakesOneGetter_oneTickLater_inTheOrderInWhichTheyCame() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            for (String name : List.of("a", "b", "c")) {
                gets(queue, name, log);
            }
            ticks(1);
            queue.putNowait(1);
            assertThat(queue).hasToString("<Queue maxsize=0 items=[1] getters[2] tasks=1>");
            EventLoop.running().callSoon(() -> log.add("one tick later"));
            ticks(2);
            assertThat(queue).hasToString("<Queue maxsize=0 getters[2] tasks=1>");
            queue.putNowait(2);
            queue.putNowait(3);
            assertThat(queue).hasToString("<Queue maxsize=0 items=[2, 3] tasks=3>");
            ticks(1);
            assertThat(log).containsExactly("a got 1", "one tick later", "b got 2", "c got 3");
        });
    }

    // QUE-05
    @Test
    void eachGet_wakesOnePutter_oneTickLater_inTheOrderInWhichTheyCame() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>(1);
            queue.putNowait("first");
            for (String item : List.of("a", "b", "c")) {
                puts(queue, item, log);
            }
            ticks(1);
            while (log.size() < 7) {
                log.add("took " + queue.getNowait());
                ticks(2);
            }
            assertThat(log).containsExactly(
                    "took first", "put a", "took a", "put b", "took b", "put c", "took c");
            assertThat(queue.statistics().putters()).isZero();
        });
    }

    // QUE-05
    @Test
    void itemTakenBeforeTheWokenGetterRuns_thatWaitsAgain_atTheEndOfTheLine() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            gets(queue, "a", log);
            gets(queue, "b", log);
            ticks(1);
            queue.putNowait(1);
            assertThat(queue.getNowait()).isEqualTo(1);
            ticks(2);
            assertThat(queue).hasToString("<Queue maxsize=0 getters[2] tasks=1>");
            queue.putNowait(2);
            queue.putNowait(3);
            ticks(1);
            assertThat(log).containsExactly("b got 2", "a got 3");
        });
    }

    // QUE-05
    @Test
    void slotTakenBeforeTheWokenPutterRuns_thatWaitsAgain_atTheEndOfTheLine() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>(1);
            queue.putNowait("first");
            puts(queue, "a", log);
            puts(queue, "b", log);
            ticks(1);
            queue.getNowait();
            queue.putNowait("quicker");
            ticks(2);
            assertThat(queue).hasToString("<Queue maxsize=1 items=['quicker'] putters[2] tasks=2>");
            for (int i = 0; i < 3; i++) {
                log.add("took " + queue.getNowait());
                ticks(1);
            }
            assertThat(log).containsExactly("took quicker", "put b", "took b", "put a", "took a");
        });
    }

    // QUE-05
    @Test
    void twoItems_twoGettersWoken_oneOfThemTakesBoth() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            createTask(() -> {
                log.add("greedy got " + queue.get() + " and " + queue.get());
            });
            gets(queue, "b", log);
            ticks(1);
            queue.putNowait(1);
            queue.putNowait(2);
            ticks(2);
            assertThat(queue.statistics().getters()).isEqualTo(1);
            queue.putNowait(3);
            ticks(1);
            assertThat(log).containsExactly("greedy got 1 and 2", "b got 3");
        });
    }

    // QUE-05
    @Test
    void fourPutters_andAGetterThatEmptiesTheQueueOnce_leaveNobodyWaiting() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>(2);
            createTask(() -> {
                ticks(1);
                for (int left = queue.qsize(); left > 0; left--) {
                    log.add("took " + queue.getNowait());
                }
            });
            List<Task<Void>> putters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                putters.add(puts(queue, i, log));
            }
            gather(putters).await();
            assertThat(log).containsExactly(
                    "put 0", "put 1", "took 0", "took 1", "put 2", "put 3");
        });
    }

    // QUE-03 QUE-05
    @Test
    void manyProducersAndConsumers_loseAndDoubleNothing_andKeepEachProducersOrder() {
        Loops.run(() -> {
            var queue = new Queue<Integer>(3);
            List<Integer> taken = new ArrayList<>();
            List<Task<Void>> tasks = new ArrayList<>();
            for (int producer = 0; producer < 4; producer++) {
                int base = producer * 100;
                tasks.add(createTask(() -> {
                    for (int i = 0; i < 25; i++) {
                        queue.put(base + i);
                        if (i % 7 == base / 100) {
                            sleep(ms(1));
                        }
                    }
                }));
            }
            for (int consumer = 0; consumer < 5; consumer++) {
                int number = consumer;
                tasks.add(createTask(() -> {
                    for (int i = 0; i < 20; i++) {
                        taken.add(queue.get());
                        if (i % 5 == number) {
                            sleep(ms(2));
                        }
                    }
                }));
            }
            gather(tasks).await();
            assertThat(taken).hasSize(100).doesNotHaveDuplicates();
            for (int producer = 0; producer < 4; producer++) {
                int base = producer * 100;
                assertThat(taken.stream().filter(item -> item / 100 == base / 100)).hasSize(25).isSorted();
            }
            assertThat(queue).hasToString("<Queue maxsize=3 tasks=100>");
        });
    }
}
