package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Event;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class EventTest {

    private final List<Object> log = new ArrayList<>();
    private final Event event = new Event();

    private Task<?> waiter(Object name) {
        return createTask(() -> {
            try {
                event.await();
                log.add(name);
            } catch (CancelledError e) {
                log.add(name + " cancelled");
                throw e;
            }
        });
    }

    // EVT-02 BND-02
    @Test
    void itIsClearAtFirst_andNeedsNoLoop() {
        assertThat(event.isSet()).isFalse();
        event.clear();
        assertThat(event.isSet()).isFalse();
        event.set();
        assertThat(event.isSet()).isTrue();
        event.await();
        event.set();
        assertThat(event.isSet()).isTrue();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    // EVT-01
    @Test
    void awaitOfASetEvent_doesNotLetOthersRun() {
        Loops.run(() -> {
            event.set();
            EventLoop.running().callSoon(() -> log.add("another"));
            event.await();
            log.add("went on");
            ticks(1);
            assertThat(log).containsExactly("went on", "another");
        });
    }

    // CAN-11 EVT-01
    @Test
    void awaitOfASetEvent_isNoCancellationPoint() {
        Loops.run(() -> {
            event.set();
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                event.await();
                log.add("went on");
                sleep(ms(1));
                log.add("not reached");
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("went on");
        });
    }

    // EVT-01
    @Test
    void set_wakesAllThatWait_inTheOrderInWhichTheyCame_aTickLater() {
        Loops.run(() -> {
            List<Task<?>> tasks = List.of(waiter(1), waiter(2), waiter(3));
            ticks(3);
            assertThat(log).isEmpty();
            event.set();
            assertThat(log).isEmpty();
            ticks(1);
            assertThat(log).containsExactly(1, 2, 3);
            assertThat(tasks).allSatisfy(task -> assertThat(task.done()).isTrue());
            assertThat(event.statistics().waiters()).isZero();
        });
    }

    // EVT-03
    @Test
    void taskQueuedBeforeSet_runsBeforeThoseThatAreWoken() {
        List<String> marks = new ArrayList<>();
        Loops.run(() -> {
            var t = new Ticks();
            for (String name : List.of("a", "b")) {
                createTask(() -> {
                    event.await();
                    t.mark(name);
                });
            }
            ticks(1);
            t.begin();
            createTask(() -> {
                event.await();
                t.mark("queued before");
            });
            event.set();
            createTask(() -> {
                event.await();
                t.mark("queued after");
            });
            t.mark("set");
            ticks(3);
            marks.addAll(t.end());
        });
        assertThat(marks).containsExactly("set@0", "queued before@1", "a@1", "b@1", "queued after@1");
    }

    // EVT-02
    @Test
    void clearBeforeTheWokenOnesRun_doesNotHoldThemBack_butThoseThatComeAfterIt() {
        Loops.run(() -> {
            waiter("woken");
            ticks(1);
            event.set();
            event.clear();
            assertThat(event.isSet()).isFalse();
            Task<?> late = waiter("late");
            ticks(2);
            assertThat(log).containsExactly("woken");
            assertThat(late.done()).isFalse();
            event.set();
            late.await();
            assertThat(log).containsExactly("woken", "late");
        });
    }

    // EVT-04
    @Test
    void setClearSetSet_isHarmless_andWakesEachOnce() {
        Loops.run(() -> {
            Task<?> task = waiter("woken");
            ticks(1);
            event.set();
            event.clear();
            event.set();
            event.set();
            assertThat(event.statistics().waiters()).isEqualTo(1);
            task.await();
            assertThat(event.statistics().waiters()).isZero();
            ticks(2);
            assertThat(log).containsExactly("woken");
        });
    }

    // EVT-04
    @Test
    void cancelledWaiter_leavesTheLine() {
        Loops.run(() -> {
            Task<?> a = waiter("a");
            Task<?> b = waiter("b");
            ticks(1);
            a.cancel("enough");
            CancelledError error = catchThrowableOfType(CancelledError.class, a::await);
            assertThat(error.message()).isEqualTo("enough");
            assertThat(event.statistics().waiters()).isEqualTo(1);
            event.set();
            b.await();
            assertThat(log).containsExactly("a cancelled", "b");
        });
    }

    // EVT-04
    @Test
    void waitersThatHaveGone_areForgotten_howeverTheyWent() {
        Loops.run(() -> {
            VoidCoroutine await = event::await;
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> waitFor(await, ms(10))).isInstanceOf(TimeoutException.class);
                EventLoop.running().callLater(ms(5), event::set);
                waitFor(await, ms(10));
                event.clear();
                assertThat(event).hasToString("<Event [unset]>");
            }
        });
    }

    // EVT-04
    @Test
    void cancelAndSetInOneTick_whicheverComesFirst_cancels() {
        Loops.run(() -> {
            Task<?> before = waiter("before");
            Task<?> after = waiter("after");
            Task<?> third = waiter("third");
            ticks(1);
            before.cancel();
            event.set();
            after.cancel();
            assertThat(event.statistics().waiters()).isEqualTo(3);
            ticks(1);
            assertThat(log).containsExactly("before cancelled", "after cancelled", "third");
            assertThat(third.done()).isTrue();
            assertThat(event.statistics().waiters()).isZero();
        });
    }

    // EVT-01
    @Test
    void setByACallback_wakesTheTask() {
        Loops.run(() -> {
            EventLoop.running().callLater(ms(10), event::set);
            event.await();
            assertThat(EventLoop.running().time()).isEqualTo(ms(10));
        });
    }

    // EVT-01
    @Test
    void awaitWhereNobodyCanWait_isRefused_andLeavesNothingBehind() {
        assertThatIllegalStateException().isThrownBy(event::await)
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> log.add(catchThrowable(event::await)));
            ticks(1);
            assertThat((Throwable) log.getFirst()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback");
        });
        assertThat(event).hasToString("<Event [unset]>");
    }

    // DBG-02 EVT-01
    @Test
    void setByAForeignThread_isRefusedWhereTasksWait_andChangesNothing() {
        Loops.run(() -> {
            Task<?> a = waiter("a");
            Task<?> b = waiter("b");
            ticks(1);
            toThread(() -> assertThatIllegalStateException().isThrownBy(event::set)
                    .withMessageContaining("Non-thread-safe operation"));
            assertThat(event).hasToString("<Event [unset, waiters:2]>");
            event.set();
            a.await();
            b.await();
        });
    }

    // EVT-04 JVA-06
    @Test
    void closingTheLoop_endsThoseThatWait() {
        EventLoop loop = Loops.virtual().build();
        List<Task<?>> tasks = new ArrayList<>();
        var reports = Loops.collectReports(loop);
        loop.runUntilComplete(() -> {
            tasks.add(waiter("a"));
            tasks.add(waiter("b"));
            ticks(1);
        });
        loop.close();
        assertThat(log).containsExactly("a cancelled", "b cancelled");
        assertThat(tasks).allMatch(Task::cancelled);
        assertThat(event).hasToString("<Event [unset]>");
        assertThat(reports).hasSize(2);
        event.set();
        assertThat(event.isSet()).isTrue();
    }
}
