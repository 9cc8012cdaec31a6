package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Generator;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.TellingPoller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wherever a task is when its loop is closed: it ends, its clean-up runs undisturbed, and its thread is gone. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosingTasksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TellingPoller poller = new TellingPoller();
    private final EventLoop loop = EventLoop.builder().poller(poller).build();
    private final List<Map<String, Object>> reports =
            Collections.synchronizedList(Loops.collectReports(loop));
    private final List<Object> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch mayReturn = new CountDownLatch(1);

    /** Calls something off the loop that is over at once; in a task that cleans up. */
    private void callsAndCleansUp() throws InterruptedException {
        threads.add(Thread.currentThread());
        try {
            blocking(() -> mayReturn.await());
            log.add("went on");
        } catch (CancelledError e) {
            log.add(e.getMessage());
            throw e;
        } finally {
            Thread.sleep(1); // throws if an interrupt is left over
            log.add("cleaned up");
        }
    }

    /** Holds the loop until the one task that called has put itself into the inbox. */
    private void awaitReturn() throws InterruptedException {
        poller.forgetEntries();
        mayReturn.countDown();
        poller.awaitEntry();
    }

    /** Runs the loop until {@code last} is over, which is a task of one step, and not one step longer. */
    private void runUntil(VoidCoroutine last) {
        loop.createTask(() -> {
            ticks(3); // the loop's own housekeeping has come in by then
            last.run();
            loop.stop();
        });
        loop.runForever();
    }

    private void assertAllEnded(Task<?>... tasks) throws InterruptedException {
        for (Thread thread : threads) {
            assertThat(thread.join(PATIENCE)).as("%s ends", thread).isTrue();
        }
        for (Task<?> task : tasks) {
            assertThat(task.cancelled()).as(task.toString()).isTrue();
        }
    }

    private void assertCleanedUpByClosing(Task<?>... tasks) throws InterruptedException {
        loop.close();
        assertAllEnded(tasks);
        assertThat(log).containsExactly("the event loop was closed", "cleaned up");
    }

    // JVA-06: its wake-up is in the inbox
    @Test
    void taskBackFromBlocking_thatTheLoopHasNotSeen_isEnded() throws InterruptedException {
        Task<?> task = loop.createTask(this::callsAndCleansUp);
        runUntil(() -> {
            awaitReturn();
        });
        assertCleanedUpByClosing(task);
    }

    // JVA-06: its wake-up is in the ready queue
    @Test
    void taskBackFromBlocking_thatIsQueued_isEnded() throws InterruptedException {
        Task<?> task = loop.createTask(this::callsAndCleansUp);
        runUntil(() -> {
            awaitReturn();
            loop.callSoon(() -> {});
        });
        assertCleanedUpByClosing(task);
    }

    // JVA-06
    @Test
    void taskBackFromBlocking_thatWasCancelledMeanwhile_isEnded() throws InterruptedException {
        Task<?> task = loop.createTask(this::callsAndCleansUp);
        runUntil(() -> {
            awaitReturn();
            task.cancel();
            loop.callSoon(() -> {});
        });
        assertCleanedUpByClosing(task);
    }

    // JVA-06
    @Test
    void taskInBlocking_thatTheInterruptOfClosingEnds_cleansUpWithoutAnInterrupt()
            throws InterruptedException {
        var inCall = new CountDownLatch(1);
        Task<?> task = loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                blocking(() -> {
                    inCall.countDown();
                    mayReturn.await();
                });
            } finally {
                Thread.sleep(1);
                log.add("cleaned up");
            }
        });
        runUntil(() -> {
            inCall.await();
        });
        loop.close();
        assertAllEnded(task);
        assertThat(log).containsExactly("cleaned up");
    }

    // JVA-06: the interrupt finds a call that does not mind
    @Test
    void taskInBlocking_thatIgnoresTheInterruptOfClosing_cleansUpWithoutAnInterrupt()
            throws InterruptedException {
        var inCall = new CountDownLatch(1);
        Task<?> task = loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                blocking(() -> {
                    inCall.countDown();
                    while (mayReturn.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                });
            } finally {
                Thread.sleep(1);
                log.add("cleaned up");
            }
        });
        runUntil(() -> {
            inCall.await();
        });
        loop.close();
        mayReturn.countDown();
        assertAllEnded(task);
        assertThat(log).containsExactly("cleaned up");
    }

    // JVA-06, EAG-01
    @Test
    void taskThatWentOffTheLoopInItsEagerStart_andIsBack_isEnded() throws InterruptedException {
        List<Task<?>> eager = new ArrayList<>();
        runUntil(() -> {
            eager.add(createTask(TaskOptions.DEFAULT.eager(), this::callsAndCleansUp));
            awaitReturn();
            loop.callSoon(() -> {});
        });
        assertCleanedUpByClosing(eager.getFirst());
    }

    // JVA-06, EAG-01: in a callback, on the loop's own thread
    @Test
    void taskThatACallbackStartedEagerly_andIsBack_isEnded() throws InterruptedException {
        List<Task<?>> eager = new ArrayList<>();
        loop.callSoon(() -> {
            eager.add(loop.createTask(TaskOptions.DEFAULT.eager(), this::callsAndCleansUp));
            loop.stop();
        });
        loop.runForever();
        awaitReturn();
        loop.callSoon(() -> {});
        assertCleanedUpByClosing(eager.getFirst());
    }

    // JVA-06, AGN
    @Test
    void taskThatWentOffTheLoopInAGeneratorsCode_andIsBack_isEnded() throws InterruptedException {
        AsyncGenerator<Integer> generator = AsyncGenerator.of(out -> {
            callsAndCleansUp();
            out.yield(1);
        });
        Task<?> task = loop.createTask(() -> {
            threads.add(Thread.currentThread());
            for (int element : generator) {
                log.add(element);
            }
        });
        runUntil(() -> {
            awaitReturn();
            loop.callSoon(() -> {});
        });
        assertCleanedUpByClosing(task);
    }

    // JVA-06: where there is somebody who decides when it comes back, and has not
    @Test
    void taskThatAnOutsideWorldKeepsOutside_isEnded() throws InterruptedException {
        var world = new OutsideWorld() {
            @Override
            public void arrives(Arrival arrival) {} // and stays

            @Override
            public void handedOver(HandedOver work) {}
        };
        EventLoop steered = Loops.virtual().outsideWorld(world).build();
        Loops.collectReports(steered);
        Task<?> task = steered.createTask(this::callsAndCleansUp);
        mayReturn.countDown();
        steered.runUntilComplete(() -> sleep(Duration.ZERO));
        steered.close();
        assertAllEnded(task);
        assertThat(log).containsExactly("the event loop was closed", "cleaned up");
    }

    // JVA-06: several, in every state, in the order in which they were made
    @Test
    void tasksInEveryState_areEnded_oldestFirst() throws InterruptedException {
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(loop.createTask(noting("parked", () -> sleep(ms(1_000)))));
        tasks.add(loop.createTask(noting("blocking", () -> blocking(() -> mayReturn.await()))));
        var promise = loop.createFuture();
        tasks.add(loop.createTask(noting("woken", promise::await)));
        runUntil(() -> {
            awaitReturn();
            promise.setResult(null);
            loop.callSoon(() -> {});
        });
        tasks.add(loop.createTask(noting("new", () -> {})));
        loop.close();
        assertAllEnded(tasks.toArray(Task<?>[]::new));
        assertThat(log).containsExactly("parked", "blocking", "woken");
        assertThat(reports).extracting(report -> report.get("task")).containsExactlyElementsOf(tasks);
    }

    private VoidCoroutine noting(String name, VoidCoroutine body) {
        return () -> {
            threads.add(Thread.currentThread());
            try {
                body.run();
            } finally {
                log.add(name);
            }
        };
    }

    // JVA-06: whatever the exception handler throws
    @Test
    void exceptionHandlerThatExits_whileTheLoopIsClosed_doesNotKeepItFromEndingTheTasks()
            throws InterruptedException {
        var exit = new LoopExit("enough");
        Task<?> one = loop.createTask(noting("one", () -> sleep(ms(1_000))));
        Task<?> two = loop.createTask(noting("two", () -> sleep(ms(1_000))));
        loop.runUntilComplete(() -> sleep(Duration.ZERO));
        loop.setExceptionHandler((where, report) -> {
            throw exit;
        });
        var closed = new boolean[1];
        loop.addResource(() -> closed[0] = true);
        assertThatThrownBy(loop::close).isSameAs(exit);
        assertAllEnded(one, two);
        assertThat(log).containsExactly("one", "two");
        assertThat(closed[0]).isTrue();
    }

    // JVA-06, COR-13
    @Test
    void generatorBasedTask_whoseClosingThrows_isEndedAllTheSame() throws InterruptedException {
        var broken = new IllegalArgumentException("cannot close");
        Task<?> stepped = loop.createTask(Coroutine.fromGenerator("stepped", new Generator<Object>() {
            @Override
            public Step<Object> send(Object value) {
                return new Yield<>(loop.createFuture());
            }

            @Override
            public Step<Object> raise(Throwable error) {
                throw new AssertionError(error);
            }

            @Override
            public void close() {
                throw broken;
            }
        }));
        Task<?> other = loop.createTask(noting("other", () -> sleep(ms(1_000))));
        loop.runUntilComplete(() -> sleep(Duration.ZERO));
        loop.close();
        assertAllEnded(stepped, other);
        assertThat(reports).extracting(report -> report.get("exception")).contains(broken);
    }
}
