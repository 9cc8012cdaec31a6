package io.asyncio4j.tests.loop;

import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Handle;
import io.asyncio4j.Promise;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.tests.support.Loops;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandleTest {

    private static final ContextVar<Object> VAR = ContextVar.of("HandleTest");

    private final List<String> log = new ArrayList<>();

    // LOO-09
    @Test
    void cancelled_isSkipped_andTheOthersKeepTheirOrder() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> log.add("first"));
            Handle handle = loop.callSoon(() -> log.add("cancelled"));
            loop.callSoon(() -> log.add("last"));
            assertThat(handle.cancelled()).isFalse();
            handle.cancel();
            handle.cancel();
            assertThat(handle.cancelled()).isTrue();
            ticks(1);
            assertThat(log).containsExactly("first", "last");
        });
    }

    // LOO-09, TSK-18: the program's callbacks, of which nobody knows what they had done by then
    @Test
    void thatFailsForWantOfMemory_isReported_andNotCalledAgain() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<Map<String, Object>> reports = Loops.collectReports();
            var error = new OutOfMemoryError("as there was none");
            loop.callSoon(() -> failOnce("soon", error));
            Promise<String> promise = loop.createFuture();
            promise.addDoneCallback(done -> failOnce("done", error));
            promise.setResult("x");
            ticks(3);
            assertThat(log).containsExactly("soon", "done");
            assertThat(reports).extracting(report -> report.get("exception")).containsExactly(error, error);
        });
    }

    private void failOnce(String name, Error error) {
        boolean isFirst = !log.contains(name);
        log.add(name);
        if (isFirst) {
            throw error;
        }
    }

    // LOO-09: even by a callback that runs just before it
    @Test
    void cancelledInItsOwnTick_isSkipped() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<Handle> handles = new ArrayList<>();
            loop.callSoon(() -> handles.getFirst().cancel());
            handles.add(loop.callSoon(() -> log.add("cancelled")));
            ticks(2);
            assertThat(log).isEmpty();
        });
    }

    // LOO-09: as in CPython it then says that it is cancelled, though it has run
    @Test
    void cancelledAfterItHasRun_orWhileItRuns_changesNothingElse() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<Handle> handles = new ArrayList<>();
            handles.add(loop.callSoon(() -> {
                handles.getFirst().cancel();
                log.add("runs on to its end");
            }));
            Handle later = loop.callSoon(() -> log.add("later"));
            ticks(1);
            assertThat(log).containsExactly("runs on to its end", "later");
            assertThat(later.cancelled()).isFalse();
            later.cancel();
            assertThat(later.cancelled()).isTrue();
            assertThat(handles.getFirst().cancelled()).isTrue();
        });
    }

    // LOO-09
    @Test
    void aCancelledTimer_neverFires() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Duration start = loop.time();
            TimerHandle first = loop.callLater(ms(10), () -> log.add("cancelled at once"));
            loop.callLater(ms(20), () -> log.add("fires"));
            TimerHandle third = loop.callLater(ms(20), () -> log.add("cancelled when due"));
            loop.callLater(ms(15), third::cancel);
            first.cancel();
            first.cancel();
            Asyncio.sleep(ms(30));
            assertThat(log).containsExactly("fires");
            assertThat(Loops.millisSince(start)).isEqualTo(30);
        });
    }

    // LOO-09: due in the same tick, but cancelled by the one before it
    @Test
    void aTimerThatIsDueAndQueued_canStillBeCancelled() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<TimerHandle> timers = new ArrayList<>();
            loop.callLater(ms(10), () -> timers.getFirst().cancel());
            timers.add(loop.callLater(ms(10), () -> log.add("cancelled")));
            loop.callLater(ms(10), () -> log.add("last"));
            Asyncio.sleep(ms(20));
            assertThat(log).containsExactly("last");
        });
    }

    // LOO-09
    @Test
    void cancelling_dropsCallbackAndContext() {
        Loops.run(() -> {
            List<WeakReference<Object>> held = new ArrayList<>();
            TimerHandle timer = timerThatHolds(held);
            System.gc();
            assertThat(held).noneMatch(reference -> reference.get() == null);
            timer.cancel();
            assertThat(collected(held)).isEqualTo(2);
            assertThat(timer.cancelled()).isTrue(); // and is still referenced itself
        });
    }

    private static TimerHandle timerThatHolds(List<WeakReference<Object>> held) {
        var captured = new Object();
        var inContext = new Object();
        held.add(new WeakReference<>(captured));
        held.add(new WeakReference<>(inContext));
        var context = Context.empty();
        context.run(() -> VAR.set(inContext));
        return EventLoop.running().callLater(Duration.ofHours(1), context, () -> captured.hashCode());
    }

    // LOO-10
    @Test
    void moreThanHalfOfManyTimersCancelled_areSweptOut_whereverTheyAre() {
        Loops.run(() -> {
            List<WeakReference<Object>> timers = new ArrayList<>();
            setTimers(100, timers);
            cancelTimers(timers, 51); // of 101 with the head
            ticks(1);
            assertThat(collected(timers.subList(0, 51))).isEqualTo(51);
            Asyncio.sleep(Duration.ofHours(2));
            assertThat(log).hasSize(50).startsWith("head", "timer 51").endsWith("timer 99");
        });
    }

    // LOO-10: they wait for their turn at the head, which a live timer keeps here
    @Test
    void fewerCancelledOrFewerTimers_areLeftInTheirPlaces() {
        for (int[] timersAndCancelled : List.of(new int[] {100, 50}, new int[] {99, 99})) {
            log.clear();
            Loops.run(() -> {
                List<WeakReference<Object>> timers = new ArrayList<>();
                setTimers(timersAndCancelled[0], timers);
                cancelTimers(timers, timersAndCancelled[1]);
                ticks(1);
                System.gc();
                assertThat(timers).noneMatch(reference -> reference.get() == null);
                Asyncio.sleep(Duration.ofHours(2));
                assertThat(log).hasSize(1 + timersAndCancelled[0] - timersAndCancelled[1]).startsWith("head");
            });
        }
    }

    private void setTimers(int count, List<WeakReference<Object>> timers) {
        EventLoop loop = EventLoop.running();
        loop.callLater(ms(1), () -> log.add("head"));
        for (int i = 0; i < count; i++) {
            String name = "timer " + i;
            timers.add(new WeakReference<>(loop.callLater(ms(1000 + i), () -> log.add(name))));
        }
    }

    private static void cancelTimers(List<WeakReference<Object>> timers, int count) {
        for (WeakReference<Object> timer : timers.subList(0, count)) {
            ((Handle) timer.get()).cancel();
        }
    }

    private static int collected(List<WeakReference<Object>> references) {
        int collected = 0;
        for (int i = 0; i < 20 && collected < references.size(); i++) {
            System.gc();
            collected = (int) references.stream().filter(reference -> reference.get() == null).count();
        }
        return collected;
    }

    // LOO-11
    @Test
    void when_isTheMomentOnTheLoopsClock() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Asyncio.sleep(ms(250));
            Duration now = loop.time();
            assertThat(loop.callLater(ms(100), () -> {}).when()).isEqualTo(now.plus(ms(100)));
            assertThat(loop.callAt(now.plus(ms(70)), () -> {}).when()).isEqualTo(now.plus(ms(70)));
        });
    }

    // LOO-11
    @Test
    void timers_areOrderedByTheirMoment() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<TimerHandle> timers = new ArrayList<>();
            for (long millis : List.of(30, 10, 20)) {
                timers.add(loop.callLater(ms(millis), () -> {}));
            }
            Collections.sort(timers);
            assertThat(timers).extracting(timer -> timer.when().toMillis()).containsExactly(10L, 20L, 30L);
            assertThat(timers.get(0)).isLessThan(timers.get(1));
            assertThat(timers.get(0)).isEqualByComparingTo(loop.callLater(ms(10), () -> {}));
        });
    }

    // LOO-11
    @Test
    void timers_areEqualInMomentCallbackAndCancelledState() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Runnable callback = () -> {};
            TimerHandle timer = loop.callLater(ms(10), callback);
            TimerHandle same = loop.callAt(timer.when(), callback);
            assertThat(timer).isEqualTo(same).hasSameHashCodeAs(same);
            assertThat(timer).isNotEqualTo(loop.callAt(timer.when(), () -> log.add("another")));
            assertThat(timer).isNotEqualTo(loop.callLater(ms(11), callback));
            assertThat(timer).isNotEqualTo(loop.callSoon(callback));
            same.cancel();
            assertThat(timer).isNotEqualTo(same).hasSameHashCodeAs(same);
            timer.cancel();
            assertThat(timer).isEqualTo(same);
            Handle soon = loop.callSoon(callback);
            assertThat(soon).isNotEqualTo(loop.callSoon(callback)); // only timers are compared
        });
    }

    // LOO-12
    @Test
    void text_namesTheCallbackUntilItIsCancelled() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Handle handle = loop.callSoon(new Named());
            assertThat(handle).hasToString("<Handle HandleTest.Named>");
            handle.cancel();
            assertThat(handle).hasToString("<Handle cancelled>");
            assertThat(loop.callSoon(() -> {})).hasToString("<Handle HandleTest.<lambda>>");
            assertThat(loop.callSoonThreadsafe(new Named())).hasToString("<Handle HandleTest.Named>");
            TimerHandle timer = loop.callAt(ms(1500), new Named());
            assertThat(timer).hasToString("<TimerHandle when=1.500 HandleTest.Named>");
            timer.cancel();
            assertThat(timer).hasToString("<TimerHandle cancelled when=1.500>");
        });
    }

    // LOO-12
    @Test
    void textInDebugMode_tellsWhereItWasMade_andKeepsTheCallbacksName() {
        Asyncio.run(Loops.virtual().debug(true), () -> {
            EventLoop loop = EventLoop.running();
            int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
            Handle handle = loop.callSoon(new Named());
            String made = " HandleTest.Named created at HandleTest.java:" + line + ">";
            assertThat(handle).hasToString("<Handle" + made);
            handle.cancel();
            handle.cancel();
            assertThat(handle).hasToString("<Handle cancelled" + made);

            int next = new Throwable().getStackTrace()[0].getLineNumber() + 1;
            TimerHandle timer = loop.callAt(ms(1500), new Named());
            String set = " when=1.500 HandleTest.Named created at HandleTest.java:" + next + ">";
            assertThat(timer).hasToString("<TimerHandle" + set);
            timer.cancel();
            assertThat(timer).hasToString("<TimerHandle cancelled" + set);
        });
    }

    // LOO-09, DBG-02: the count of cancelled timers belongs to the loop
    @Test
    void aTimerCancelledByAnotherThread_isRefused() {
        Loops.run(() -> {
            TimerHandle timer = EventLoop.running().callLater(ms(10), () -> log.add("fires"));
            Asyncio.toThread(() -> assertThatThrownBy(timer::cancel)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Non-thread-safe operation"));
            assertThat(timer.cancelled()).isFalse();
            Asyncio.sleep(ms(20));
            assertThat(log).containsExactly("fires");
        });
    }

    private record Named() implements Runnable {

        @Override
        public void run() {}
    }
}
