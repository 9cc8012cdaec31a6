package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import io.asyncio4j.spi.WaitedFor;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What each kind of wait is called where people look. */
class WaitSnapshotTest {

    private static Task<Void> named(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static WaitSnapshot waitOf(String name) {
        for (TaskSnapshot task : LoopSnapshot.of(EventLoop.running()).tasks()) {
            if (task.name().equals(name) && task.waitsFor() != null) {
                return task.waitsFor();
            }
        }
        throw new AssertionError("task " + name + " does not wait");
    }

    private static String textOf(String name) {
        return waitOf(name).text();
    }

    private static void cancelAll() {
        for (Task<?> task : Asyncio.allTasks()) {
            if (task != Asyncio.currentTask()) {
                task.cancel();
            }
        }
    }

    @Test
    void lock_tellsItsName_itsHolder_andHowManyWait() {
        Loops.run(() -> {
            var lock = new Lock().named("db");
            Task<Void> writer = named("writer", () -> {
                try (var _ = lock.acquire()) {
                    sleep(ms(1));
                }
            });
            for (int i = 1; i <= 3; i++) {
                named("waiter-" + i, () -> lock.acquire());
            }
            ticks(1);
            WaitSnapshot wait = waitOf("waiter-2");
            assertThat(wait.text()).isEqualTo("Lock 'db' held by Task 'writer' (3 wait)");
            assertThat(wait.kind()).isEqualTo("lock");
            assertThat(wait.name()).isEqualTo("db");
            assertThat(wait.waiters()).isEqualTo(3);
            assertThat(wait.dependsOn()).containsExactly(writer.id());
            assertThat(wait.certain()).isTrue();
            assertThat(wait.object()).isEqualTo(waitOf("waiter-3").object()).isNotZero();
            assertThat(lock.name()).isEqualTo("db");
            assertThat(lock).hasToString("<Lock 'db' [locked, waiters:3]>");
            cancelAll();
        });
    }

    @Test
    void aLockWhoseHolderHasEnded_andOneThatACallbackHas_sayWhatIsKnown() {
        Loops.run(() -> {
            var lock = new Lock();
            Task<?> holder = named("forgets", () -> lock.acquire());
            holder.await();
            named("late", () -> lock.acquire());
            ticks(1);
            assertThat(textOf("late"))
                    .isEqualTo("Lock held by task #" + holder.id() + ", which has ended");
            var other = new Lock();
            EventLoop.running().callSoon(() -> other.acquire());
            ticks(1);
            named("later", () -> other.acquire());
            ticks(1);
            assertThat(textOf("later")).isEqualTo("Lock held");
            assertThat(waitOf("later").certain()).isFalse();
            cancelAll();
        });
    }

    @Test
    void aLockThatIsHandedOn_hasTheNextHolder() {
        Loops.run(() -> {
            var lock = new Lock();
            named("first", () -> {
                try (var _ = lock.acquire()) {
                    sleep(ms(1));
                }
            });
            named("second", () -> {
                lock.acquire();
                sleep(ms(10));
            });
            named("third", () -> lock.acquire());
            sleep(ms(5));
            assertThat(textOf("third")).isEqualTo("Lock held by Task 'second'");
            cancelAll();
        });
    }

    @Test
    void queues_tellHowFullTheyAre() {
        Loops.run(() -> {
            var jobs = new Queue<Integer>(2).named("jobs");
            jobs.putNowait(1);
            jobs.putNowait(2);
            named("puts", () -> jobs.put(3));
            named("joins", () -> jobs.join());
            var heap = new PriorityQueue<Integer>().named("heap");
            named("gets", () -> heap.get());
            var stack = new LifoQueue<Integer>().named("stack");
            named("iterates", () -> stack.iterator().hasNext());
            ticks(1);
            assertThat(textOf("puts")).isEqualTo("Queue 'jobs' full 2/2");
            assertThat(textOf("joins")).isEqualTo("Queue 'jobs' not done, 2 left");
            assertThat(waitOf("joins").object()).isEqualTo(waitOf("puts").object());
            assertThat(textOf("gets")).isEqualTo("PriorityQueue 'heap' empty");
            assertThat(textOf("iterates")).isEqualTo("LifoQueue 'stack' empty");
            assertThat(jobs).hasToString("<Queue 'jobs' maxsize=2 items=[1, 2] putters[1] tasks=2>");
            cancelAll();
        });
    }

    @Test
    void aFullQueue_knowsWhoHasTakenFromIt_asFarAsAnybodyWaited() {
        Loops.run(() -> {
            var jobs = new Queue<Integer>(1);
            Task<?> taker = named("taker", () -> {
                jobs.get(); // waits
                sleep(Duration.ofHours(1));
            });
            ticks(1);
            Task<?> giver = named("giver", () -> {
                for (int i = 0; i < 5; i++) {
                    jobs.put(i);
                }
            });
            ticks(3);
            assertThat(textOf("giver")).isEqualTo("Queue full 1/1");
            assertThat(waitOf("giver").dependsOn()).containsExactly(taker.id());
            assertThat(waitOf("giver").certain()).isFalse();
            cancelAll();
        });
    }

    @Test
    void semaphoreEventConditionAndBarrier_tellHowTheyStand() {
        Loops.run(() -> {
            var permits = new Semaphore(2).named("permits");
            permits.acquire();
            permits.acquire();
            named("permit", () -> permits.acquire());
            var bounded = new BoundedSemaphore(1);
            bounded.acquire();
            named("bounded", () -> bounded.acquire());
            var event = new Event().named("ready");
            named("event", () -> event.await());
            var condition = new Condition().named("changed");
            named("condition", () -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            });
            var barrier = new Barrier(3).named("round");
            named("barrier", () -> barrier.await());
            ticks(1);
            assertThat(textOf("permit")).isEqualTo("Semaphore 'permits' 0/2");
            assertThat(waitOf("permit").dependsOn()).containsExactly(Asyncio.currentTask().id());
            assertThat(textOf("bounded")).isEqualTo("BoundedSemaphore 0/1");
            assertThat(textOf("event")).isEqualTo("Event 'ready' not set");
            assertThat(textOf("condition")).isEqualTo("Condition 'changed'");
            assertThat(textOf("barrier")).isEqualTo("Barrier 'round' 1/3");
            assertThat(waitOf("barrier").kind()).isEqualTo("barrier");
            assertThat(
                    List.of(permits.toString(), event.toString(), condition.toString(), barrier.toString()))
                    .containsExactly("<Semaphore 'permits' [locked, waiters:1]>",
                            "<Event 'ready' [unset, waiters:1]>",
                            "<Condition 'changed' [unlocked, waiters:1]>",
                            "<Barrier 'round' [filling, waiters:1/3]>");
            cancelAll();
        });
    }

    @Test
    void sleepsAndTimeouts_tellHowLongTheyWillTake() {
        Loops.run(() -> {
            named("sleeps", () -> sleep(ms(1_200)));
            named("limited", () -> timeout(Duration.ofSeconds(9),
                    _ -> timeout(ms(800), _ -> sleep(Duration.ofHours(3)))));
            named("without limit", () -> timeout(null, _ -> EventLoop.running().createFuture().await()));
            sleep(ms(50));
            assertThat(textOf("sleeps")).isEqualTo("sleep, 1.2 s left");
            assertThat(waitOf("sleeps").leftMillis()).isEqualTo(1_150);
            assertThat(waitOf("sleeps").timeoutMillis()).isNull();
            assertThat(textOf("limited")).isEqualTo("sleep, 3 h left, timeout in 750 ms");
            assertThat(waitOf("limited").timeoutMillis()).isEqualTo(750);
            assertThat(textOf("without limit")).isEqualTo("future");
            cancelAll();
        });
    }

    @Test
    void manyAwaitables_tellHowManyAreLeft() {
        Loops.run(() -> {
            Task<Void> child = named("child", () -> sleep(Duration.ofHours(1)));
            Task<Void> quick = named("quick", () -> {});
            Promise<String> never = EventLoop.running().createFuture();
            named("gathers", () -> gather(quick, child, never).await());
            named("waits", () -> Asyncio.wait(List.of(child, quick, never), Duration.ofSeconds(5),
                    ReturnWhen.ALL_COMPLETED));
            named("completes", () -> {
                for (var next : asCompleted(List.of(child, never), Duration.ofHours(1))) {
                    next.await();
                }
            });
            named("groups", () -> taskGroup(g -> {
                g.createTask(() -> sleep(Duration.ofHours(1)));
                g.createTask(() -> sleep(Duration.ofHours(1)));
            }));
            named("shields", () -> shield(child).await());
            named("starts", () -> taskGroup(g -> {
                g.start(TaskOptions.named("service"), status -> sleep(Duration.ofHours(1)));
            }));
            named("races", () -> Asyncio.staggeredRace(
                    List.of(() -> sleep(Duration.ofHours(1), 1), () -> sleep(Duration.ofHours(1), 2)),
                    ms(1)));
            named("other", () -> child.await());
            sleep(ms(500));
            assertThat(textOf("gathers")).isEqualTo("gather, 2 of 3 left");
            assertThat(textOf("waits")).isEqualTo("wait, 2 of 3 left, timeout in 4.5 s");
            assertThat(textOf("completes")).isEqualTo("asCompleted, 2 left");
            assertThat(textOf("groups")).isEqualTo("task group, 2 left");
            assertThat(textOf("shields")).isEqualTo("shield of Task 'child'");
            assertThat(textOf("starts")).isEqualTo("start of Task 'service'");
            assertThat(textOf("races")).isEqualTo("staggeredRace, 2 running");
            assertThat(textOf("other")).isEqualTo("Task 'child'");
            assertThat(waitOf("other").dependsOn()).containsExactly(child.id());
            cancelAll();
        });
    }

    @Test
    void callsOnOtherThreads_tellWhichThread() {
        ExecutorService pool = Executors.newSingleThreadExecutor(work -> new Thread(work, "pool-1"));
        var release = new CountDownLatch(1);
        try {
            Asyncio.run(() -> {
                var begun = new CountDownLatch(2);
                named("default", () -> toThread(() -> {
                    begun.countDown();
                    return await(release);
                }));
                named("pool", () -> EventLoop.running().runInExecutor(pool, () -> {
                    begun.countDown();
                    return await(release);
                }).await());
                var stage = new CompletableFuture<String>();
                named("stage", () -> Asyncio.await(stage));
                ticks(1);
                begun.await();
                assertThat(textOf("default")).matches("toThread on asyncio_\\d+");
                assertThat(textOf("pool")).isEqualTo("runInExecutor on pool-1");
                assertThat(textOf("stage")).isEqualTo("stage CompletableFuture");
                assertThat(waitOf("stage").kind()).isEqualTo("stage");
                EventLoop.running().setDefaultExecutor(pool);
                named("own default", () -> toThread(() -> 1));
                ticks(1);
                assertThat(textOf("own default")).as("its thread has something else to do")
                        .isEqualTo("toThread");
                release.countDown();
                stage.complete("");
            });
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean await(CountDownLatch latch) throws InterruptedException {
        latch.await();
        return true;
    }

    @Test
    void channels_tellTheirAddress_andWhatIsWantedOfThem() throws Exception {
        try (var server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var client = SocketChannel.open(server.getLocalAddress());
                var _ = server.accept()) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            server.configureBlocking(false);
            client.configureBlocking(false);
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            Asyncio.run(() -> {
                EventLoop loop = EventLoop.running();
                named("accepts", () -> loop.acceptable(server).await());
                named("reads", () -> loop.readable(client).await());
                named("pipe", () -> loop.readable(pipe.source()).await());
                ticks(1);
                assertThat(textOf("accepts")).isEqualTo("server socket 127.0.0.1:" + port + " acceptable");
                assertThat(textOf("reads")).isEqualTo("socket 127.0.0.1:" + port + " readable");
                assertThat(textOf("pipe")).isEqualTo("pipe readable");
                assertThat(LoopSnapshot.of(loop).stalled()).isFalse();
                cancelAll();
            });
            pipe.sink().write(ByteBuffer.allocate(0));
            pipe.sink().close();
            pipe.source().close();
        }
    }

    @Test
    void futures_tellWhereTheyWereMade_inDebugMode_andWhatLibrariesSayOfThem() {
        Asyncio.run(Loops.virtual().debug(true), () -> {
            Promise<String> plain = EventLoop.running().createFuture();
            named("plain", () -> plain.await());
            Promise<String> told = EventLoop.running()
                    .createFuture(WaitedFor.of("answer", () -> "answer of the bank"));
            named("told", () -> told.await());
            ticks(1);
            assertThat(textOf("plain")).matches("future created at WaitSnapshotTest\\.java:\\d+");
            assertThat(waitOf("plain").createdAt()).matches("WaitSnapshotTest\\.java:\\d+");
            assertThat(textOf("told")).isEqualTo("answer of the bank");
            assertThat(waitOf("told").kind()).isEqualTo("answer");
            told.setResult("no");
            plain.setResult("x");
            assertThat(told.result()).isEqualTo("no");
        });
    }

    @Test
    void whoDoesNotWait_waitsForNothing() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            named("woken", () -> gate.await());
            ticks(1);
            named("new", () -> {});
            gate.setResult("x");
            assertThat(LoopSnapshot.of(EventLoop.running()).tasks()).extracting(TaskSnapshot::waitsFor)
                    .containsOnlyNulls();
        });
    }

    /** Between two tasks. */
    @Test
    void whatIsOnItsWayToATask_isNotSaidToBeHeld_norMissing() {
        Loops.run(() -> {
            var lock = new Lock().named("db");
            var held = lock.acquire();
            named("next", () -> lock.acquire());
            named("behind", () -> lock.acquire());
            var empty = new Queue<Integer>(1);
            named("gets", () -> empty.get());
            named("gets next", () -> empty.get());
            var full = new Queue<Integer>(1);
            full.putNowait(1);
            named("puts", () -> full.put(2));
            named("puts next", () -> full.put(3));
            var barrier = new Barrier(2);
            named("first", () -> barrier.await());
            ticks(1);
            held.close();
            empty.putNowait(1);
            full.getNowait();
            assertThat(textOf("behind")).startsWith("Lock 'db' passed on");
            assertThat(waitOf("behind").dependsOn()).isEmpty();
            assertThat(textOf("gets next")).startsWith("Queue has items");
            assertThat(textOf("puts next")).startsWith("Queue 0/1");
            named("second", () -> barrier.await());
            named("third", () -> barrier.await());
            String[] seen = new String[1];
            named("looks", () -> seen[0] = textOf("third"));
            ticks(1);
            assertThat(seen[0]).startsWith("Barrier of which 1 leave");
            cancelAll();
        });
    }
}
