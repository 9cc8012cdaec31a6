package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.TellingPoller;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What calls on other threads throw when nobody waits for them any more. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbandonedCallTest {

    private final IOException failure = new IOException("could not roll back");
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayFail = new CountDownLatch(1);
    private final LinkedBlockingQueue<Map<String, Object>> reports = new LinkedBlockingQueue<>();

    private void collectReports() {
        EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
    }

    /** Waits until it is interrupted, and fails in cleaning up. */
    private Void failsWhenInterrupted() throws IOException {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw failure;
        }
        return null;
    }

    /** {@return what a call throws that is only interrupted} */
    private Void isInterrupted() throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return null;
    }

    private void awaitBegin() throws InterruptedException {
        begun.await();
    }

    // JVA-03
    @Test
    void failureOfABlockingCallThatWasCancelled_isSuppressedInTheCancellation() {
        Loops.run(() -> {
            Task<Void> task = createTask(() -> blocking(this::failsWhenInterrupted));
            sleep(Loops.ms(1));
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class)
                    .hasSuppressedException(failure);
        });
    }

    // JVA-03
    @Test
    void blockingCallThatIsOnlyInterrupted_leavesNothingBehind() {
        Loops.run(() -> {
            collectReports();
            Task<Void> task = createTask(() -> blocking(this::isInterrupted));
            blocking(this::awaitBegin);
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class)
                    .hasNoSuppressedExceptions();
        });
        assertThat(reports).isEmpty();
    }

    // JVA-03, JVA-06
    @Test
    void failureOfABlockingCall_whoseLoopIsClosedMeanwhile_isReported() throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        loop.setExceptionHandler((where, report) -> reports.add(report));
        Task<Void> task = loop.createTask(() -> blocking(this::failsWhenInterrupted));
        loop.runUntilComplete(() -> blocking(() -> {
            begun.await();
            return null;
        }));
        loop.close();
        assertThat(reports.take()).containsEntry("message", "Task was destroyed but it is pending!");
        assertThat(reports.take()).containsEntry("exception", failure).containsEntry("task", task)
                .containsEntry("message", "a call of blocking() failed when its loop had been closed");
    }

    // THR-05
    @Test
    void failureOfToThread_thatWasCancelled_isReported() throws InterruptedException {
        Loops.run(() -> {
            collectReports();
            Task<Void> task = createTask(() -> toThread(this::failsWhenInterrupted));
            blocking(this::awaitBegin);
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
        });
        assertReported(reports.take());
        assertThat(reports).isEmpty();
    }

    // THR-04, THR-05
    @Test
    void failureOnAnExecutor_ofACallThatWasCancelled_isReported() throws InterruptedException {
        try (var pool = Executors.newSingleThreadExecutor()) {
            for (Executor executor : List.of(pool, (Executor) command -> Thread.ofVirtual().start(command))) {
                Loops.run(() -> {
                    collectReports();
                    Future<Void> future =
                            EventLoop.running().runInExecutor(executor, this::failsWhenInterrupted);
                    blocking(this::awaitBegin);
                    future.cancel();
                    assertThat(catchThrowable(future::await)).isInstanceOf(CancelledError.class);
                    blocking(() -> reports.add(reports.take())); // seen while the loop runs
                });
                assertReported(reports.take());
                assertThat(reports).isEmpty();
            }
        }
    }

    // THR-04
    @Test
    void callOnAnExecutor_thatIsOnlyInterrupted_isNotReported() {
        Loops.run(() -> {
            collectReports();
            Future<Void> future = EventLoop.running().runInExecutor(null, this::isInterrupted);
            blocking(this::awaitBegin);
            future.cancel();
            assertThat(catchThrowable(future::await)).isInstanceOf(CancelledError.class);
        });
        assertThat(reports).isEmpty();
    }

    // THR-04, JVA-06
    @Test
    void failureOnAnExecutor_afterTheLoopWasClosed_isReported() throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        loop.setExceptionHandler((where, report) -> reports.add(report));
        loop.runUntilComplete(() -> {
            loop.runInExecutor(null, () -> {
                mayFail.await();
                throw failure;
            });
            return null;
        });
        loop.close();
        mayFail.countDown();
        assertReported(reports.take());
    }

    // THR-04, JVA-06: a callable with a name is handed over as it is, so it cannot tell by itself
    @Test
    void failureOfANamedCallable_afterTheLoopWasClosed_isReported() throws InterruptedException {
        record Fails(CountDownLatch mayFail, IOException failure) implements Callable<Void> {
            @Override
            public Void call() throws Exception {
                mayFail.await();
                throw failure;
            }
        }

        try (var pool = Executors.newSingleThreadExecutor()) {
            EventLoop loop = Loops.virtual().build();
            loop.setExceptionHandler((where, report) -> reports.add(report));
            loop.runUntilComplete(() -> {
                loop.runInExecutor(pool, new Fails(mayFail, failure));
                return null;
            });
            loop.close();
            mayFail.countDown();
            assertReported(reports.take());
        }
        assertThat(reports).isEmpty();
    }

    /** Ends the loop, in a step, with the failure of a call on another thread in its inbox. */
    private EventLoop stopsWithTheFailureInItsInbox() {
        var poller = new TellingPoller();
        EventLoop loop = EventLoop.builder().poller(poller).build();
        loop.setExceptionHandler((where, report) -> reports.add(report));
        loop.createTask(() -> {
            loop.runInExecutor(null, () -> {
                throw failure;
            });
            poller.awaitEntry(); // holds the loop, so that the result stays where it is
            loop.stop();
        });
        loop.runForever();
        return loop;
    }

    // THR-04, JVA-06
    @Test
    void failureOnAnExecutor_thatIsInTheInboxWhenTheLoopIsClosed_isReported() {
        EventLoop loop = stopsWithTheFailureInItsInbox();
        assertThat(reports).isEmpty();
        loop.close();
        assertThat(reports).hasSize(1);
        assertReported(reports.element());
    }

    // THR-04, JVA-06
    @Test
    void failureOnAnExecutor_thatIsQueuedWhenTheLoopIsClosed_isReported() {
        EventLoop loop = stopsWithTheFailureInItsInbox();
        loop.callSoon(() -> {});
        loop.close();
        assertThat(reports).hasSize(1);
        assertReported(reports.element());
    }

    private void assertReported(Map<String, Object> report) {
        assertThat(report).containsEntry("exception", failure)
                .containsEntry("message",
                        "a call on another thread failed when nobody waited for it any more");
    }

    // THR-04: an executor may look at what it is given, or send it elsewhere
    @Test
    void namedCallables_areHandedOverAsTheyAre() {
        record Named() implements Callable<String> {
            @Override
            public String call() {
                return "named";
            }
        }

        var given = new java.util.ArrayList<Object>();
        var executor =
                new java.util.concurrent.ThreadPoolExecutor(1, 1, 1, java.util.concurrent.TimeUnit.SECONDS,
                        new java.util.concurrent.LinkedBlockingQueue<>()) {
                    @Override
                    public <T> java.util.concurrent.Future<T> submit(Callable<T> task) {
                        given.add(task);
                        return super.submit(task);
                    }
                };
        try (executor) {
            var named = new Named();
            Loops.run(() -> {
                assertThat(EventLoop.running().runInExecutor(executor, named).await()).isEqualTo("named");
            });
            assertThat(given).singleElement().isSameAs(named);
        }
    }

    // JVA-03: the pipe of the issue, as something that does not mind
    @Test
    void blockingCallThatIgnoresItsInterrupt_isLoggedAfterASecond_withItsStackAndTheRemedy() {
        try (var log = new LogCapture()) {
            Asyncio.run(() -> {
                var lock = new java.util.concurrent.locks.ReentrantLock();
                lock.lock();
                Task<Void> task =
                        createTask(io.asyncio4j.TaskOptions.named("stubborn"), Coroutine.returningNull(
                                () -> blocking(() -> waitUninterruptibly())));
                blocking(this::awaitBegin);
                task.cancel();
                String line = blocking(() -> log.awaitLine("was cancelled 1 second ago"));
                mayFail.countDown();
                assertThat(line).startsWith("WARNING task 'stubborn' (AbandonedCallTest.<lambda>()) of ")
                        .contains("at io.asyncio4j.tests.threads.AbandonedCallTest.waitUninterruptibly")
                        .contains("The task ends when the call does.");
                assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            });
        }
    }

    // JVA-03
    @Test
    void aSecondRequest_interruptsTheBlockingCallAgain() {
        var interrupts = new LinkedBlockingQueue<InterruptedException>();
        Asyncio.run(() -> {
            Task<Void> task = createTask(() -> blocking(() -> {
                begun.countDown();
                while (interrupts.size() < 2) {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupts.add(e);
                    }
                }
                return null;
            }));
            blocking(this::awaitBegin);
            task.cancel();
            while (interrupts.isEmpty()) {
                sleep(Loops.ms(1));
            }
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            assertThat(task.cancelling()).isEqualTo(2);
        });
        assertThat(interrupts).hasSize(2);
    }

    private void waitUninterruptibly() {
        begun.countDown();
        while (mayFail.getCount() > 0) {
            try {
                mayFail.await();
            } catch (InterruptedException e) {
                // it does not mind
            }
        }
    }
}
