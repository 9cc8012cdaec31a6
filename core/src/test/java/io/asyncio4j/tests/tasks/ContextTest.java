package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Handle;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContextTest {

    private static final ContextVar<String> VAR = ContextVar.of("ContextTest", "unset");

    private final List<String> log = new ArrayList<>();

    // CTX-07
    /** CPython's compare by content; here an object that changes is equal to itself only, and its map compares. */
    @Test
    void contextsOfTheSameContent_areNotEqual_butTheirMapsAre() {
        Context context = Context.empty();
        context.run(() -> VAR.set("same"));
        Context copy = context.copy();
        assertThat(copy).isNotEqualTo(context);
        assertThat(copy.asMap()).isEqualTo(context.asMap());
    }

    @Test
    void run_keepsChangesInside() {
        var context = Context.empty();
        assertThat(context.size()).isZero();
        assertThat(context.get(VAR)).isNull();
        String result = context.run(() -> {
            VAR.set("inside");
            return VAR.get();
        });
        assertThat(result).isEqualTo("inside");
        assertThat(VAR.get()).isEqualTo("unset");
        assertThat(context.get(VAR)).isEqualTo("inside");
        assertThat(context.size()).isEqualTo(1);
        assertThat(context.asMap()).containsExactly(entry(VAR, "inside"));
        context.run(() -> log.add(VAR.get()));
        assertThat(log).containsExactly("inside");
    }

    // CTX-07
    @Test
    void copies_goTheirOwnWays() {
        var context = Context.empty();
        ContextVar<Integer> second = ContextVar.of("second");
        context.run(() -> {
            VAR.set("shared");
            second.set(1);
        });
        Context copy = context.copy();
        Map<ContextVar<?>, Object> before = copy.asMap();
        copy.run(() -> second.set(2));
        context.run(() -> VAR.set("changed"));
        assertThat(context.asMap()).containsExactly(entry(VAR, "changed"), entry(second, 1));
        assertThat(copy.asMap()).containsExactly(entry(VAR, "shared"), entry(second, 2));
        assertThat(before).containsExactly(entry(VAR, "shared"), entry(second, 1));
        assertThatThrownBy(() -> before.clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    // CTX-07
    @Test
    void run_throwsWhatItsBodyThrows_andIsLeft() {
        var context = Context.empty();
        var failure = new IOException("broken");
        assertThatThrownBy(() -> context.run(() -> {
            VAR.set("inside");
            throw failure;
        })).isSameAs(failure);
        assertThat(VAR.get()).isEqualTo("unset");
        assertThat(context.<String>run(VAR::get)).isEqualTo("inside"); // it can be entered again
    }

    // CTX-07
    @Test
    void enteredTwice_isRefused() {
        var context = Context.empty();
        var other = Context.empty();
        context.run(() -> {
            assertThatThrownBy(() -> context.run(() -> log.add("never")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already entered");
            other.run(() -> assertThatThrownBy(() -> context.run(() -> log.add("never")))
                    .isInstanceOf(IllegalStateException.class));
            VAR.set("still in context");
        });
        assertThat(context.get(VAR)).isEqualTo("still in context");
        assertThat(log).isEmpty();
    }

    // CTX-04, CTX-07: a task is in its context all the time, whatever else it enters
    @Test
    void aTasksOwnContext_cannotBeEnteredByThatTask() {
        Loops.run(() -> {
            Context own = currentTask().getContext();
            assertThatThrownBy(() -> own.run(() -> log.add("never")))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Context.empty().run(() -> own.run(() -> log.add("never"))))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(log).isEmpty();
        });
    }

    // CTX-02
    @Test
    void givenToATask_isItsVeryContext_andMayServeTheNextTaskToo() {
        Loops.run(() -> {
            var context = Context.empty();
            Coroutine<String> body = () -> {
                String before = VAR.get();
                VAR.set(before + "+");
                ticks(1);
                return before;
            };
            Task<String> first = createTask(TaskOptions.DEFAULT.withContext(context), body);
            assertThat(first.getContext()).isSameAs(context);
            assertThat(first.await()).isEqualTo("unset");
            assertThat(context.get(VAR)).isEqualTo("unset+");
            Task<String> second = createTask(TaskOptions.DEFAULT.withContext(context), body);
            assertThat(second.await()).isEqualTo("unset+");
            assertThat(context.get(VAR)).isEqualTo("unset++");
            assertThat(VAR.get()).isEqualTo("unset");
        });
    }

    // CTX-02
    @Test
    void sharedByTwoTasksAtATime_letsThemSeeEachOther() {
        Loops.run(() -> {
            var options = TaskOptions.DEFAULT.withContext(Context.empty());
            Task<String> first = createTask(options, () -> {
                VAR.set("first");
                ticks(1);
                return VAR.get();
            });
            Task<String> second = createTask(options, () -> {
                VAR.set("second");
                ticks(1);
                return VAR.get();
            });
            assertThat(gather(first, second).await()).containsExactly("second", "second");
        });
    }

    // CTX-02: the context of another task, while that one waits
    @Test
    void ofATaskThatWaits_canBeEnteredByAnother() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(() -> promise.await() + VAR.get());
            ticks(1);
            task.getContext().run(() -> VAR.set("from its visitor"));
            promise.setResult("woken ");
            assertThat(task.await()).isEqualTo("woken from its visitor");
        });
    }

    // CTX-03
    @Test
    void callbacks_runInACopyOfTheContextOfTheirScheduling() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            VAR.set("scheduled");
            loop.callSoon(() -> logAndChange("callSoon"));
            loop.callSoonThreadsafe(() -> logAndChange("callSoonThreadsafe"));
            loop.callLater(ms(10), () -> logAndChange("callLater"));
            loop.callAt(loop.time().plus(ms(20)), () -> logAndChange("callAt"));
            VAR.set("later");
            Asyncio.sleep(ms(30));
            assertThat(log).containsExactly("callSoon in scheduled", "callSoonThreadsafe in scheduled",
                    "callLater in scheduled", "callAt in scheduled");
            assertThat(VAR.get()).isEqualTo("later");
        });
    }

    // CTX-03
    @Test
    void callbacksWithAContext_runInThatVeryContext() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var context = Context.empty();
            loop.callSoon(context, () -> logAndChange("callSoon"));
            loop.callSoonThreadsafe(context, () -> logAndChange("callSoonThreadsafe"));
            loop.callLater(ms(10), context, () -> logAndChange("callLater"));
            loop.callAt(loop.time().plus(ms(20)), context, () -> logAndChange("callAt"));
            Asyncio.sleep(ms(30));
            assertThat(log).containsExactly("callSoon in unset",
                    "callSoonThreadsafe in changed by callSoon",
                    "callLater in changed by callSoonThreadsafe",
                    "callAt in changed by callLater");
            assertThat(context.get(VAR)).isEqualTo("changed by callAt");
        });
    }

    // CTX-03, CTX-04: callbacks run between the steps of a task and leave its context alone
    @Test
    void aTask_findsItsContextAgainAfterEveryWait() {
        Loops.run(() -> {
            VAR.set("mine");
            EventLoop loop = EventLoop.running();
            loop.callSoon(Context.empty(), () -> VAR.set("a callback's"));
            ticks(1);
            assertThat(VAR.get()).isEqualTo("mine");
            loop.callLater(ms(5), Context.empty(), () -> VAR.set("a timer's"));
            Asyncio.sleep(ms(10));
            assertThat(VAR.get()).isEqualTo("mine");
            assertThat(currentTask().getContext().get(VAR)).isEqualTo("mine");
        });
    }

    // CTX-03
    @Test
    void callSoonThreadsafe_copiesTheContextOfTheCallingThread() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            VAR.set("the loop's side");
            Promise<String> seen = loop.createFuture();
            Thread thread = Thread.ofPlatform().start(() -> {
                VAR.set("the other thread's");
                loop.callSoonThreadsafe(() -> seen.setResult(VAR.get()));
            });
            assertThat(seen.await()).isEqualTo("the other thread's");
            thread.join();
        });
    }

    // CTX-04, CTX-07: what asyncio cannot write: an await within run()
    @Test
    void awaitWithinRun_staysInTheContext_andOthersStayInTheirs() {
        Loops.run(() -> {
            VAR.set("outside");
            var context = Context.empty();
            Task<Void> other = createTask(() -> {
                log.add("other sees " + VAR.get());
                assertThatThrownBy(() -> context.run(() -> log.add("never")))
                        .isInstanceOf(IllegalStateException.class);
            });
            context.run(() -> {
                VAR.set("inside");
                ticks(1);
                log.add("after a tick: " + VAR.get());
                Asyncio.sleep(ms(10));
                log.add("after a sleep: " + VAR.get());
                createTask(() -> log.add("child sees " + VAR.get())).await();
            });
            log.add("left: " + VAR.get());
            other.await();
            assertThat(log).containsExactly("other sees outside", "after a tick: inside",
                    "after a sleep: inside", "child sees inside", "left: outside");
        });
    }

    // CTX-05
    @Test
    void theExceptionHandler_runsInTheContextOfTheCallbackThatFailed() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setExceptionHandler((where, report) -> log.add(report.get("message") + " in " + VAR.get()));
            VAR.set("scheduled");
            Handle handle = loop.callSoon(() -> {
                VAR.set("the callback's");
                throw new IllegalArgumentException("broken");
            });
            VAR.set("the task's");
            ticks(1);
            assertThat(log).containsExactly("Exception in callback " + handle + " in the callback's");
            assertThat(VAR.get()).isEqualTo("the task's");
        });
    }

    // CTX-05, EXC-08
    @Test
    void callExceptionHandler_runsItInTheContextOfTheTaskFutureOrHandle() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setExceptionHandler((where, report) -> log.add(report.get("message") + " in " + VAR.get()));
            Task<Void> task = createTask(() -> {
                VAR.set("the task's");
                ticks(1);
            });
            ticks(1);
            Handle handle = loop.callSoon(task.getContext(), () -> {});
            VAR.set("the caller's");
            loop.callExceptionHandler(Map.of("message", "task", "task", task));
            loop.callExceptionHandler(Map.of("message", "future", "future", task));
            loop.callExceptionHandler(Map.of("message", "handle", "handle", handle));
            loop.callExceptionHandler(Map.of("message", "nothing"));
            assertThat(log).containsExactly("task in the task's", "future in the task's",
                    "handle in the task's", "nothing in the caller's");
            task.await();
        });
    }

    private void logAndChange(String who) {
        log.add(who + " in " + VAR.get());
        VAR.set("changed by " + who);
    }
}
