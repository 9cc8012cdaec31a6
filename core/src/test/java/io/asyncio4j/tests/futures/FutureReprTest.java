package io.asyncio4j.tests.futures;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FutureReprTest {

    // FUT-21
    @Test
    void tellsStateAndOutcome() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            assertThat(promise).hasToString("<Future pending>");
            promise.cancel();
            assertThat(promise).hasToString("<Future cancelled>");
            assertThat(withResult(42)).hasToString("<Future finished result=42>");
            assertThat(withResult("text")).hasToString("<Future finished result='text'>");
            assertThat(withResult(null)).hasToString("<Future finished result=null>");
            Promise<Object> failed = EventLoop.running().createFuture();
            failed.setException(new IllegalArgumentException("broken"));
            assertThat(failed).hasToString(
                    "<Future finished exception=java.lang.IllegalArgumentException: broken>");
            failed.exception();
        });
    }

    // FUT-21
    @Test
    void listsOneOrTwoCallbacks_andCountsThoseInTheMiddleOfMore() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            promise.addDoneCallback(new First());
            assertThat(promise).hasToString("<Future pending cb=[FutureReprTest.First()]>");
            promise.addDoneCallback(new Second());
            assertThat(promise)
                    .hasToString("<Future pending cb=[FutureReprTest.First(), FutureReprTest.Second()]>");
            promise.addDoneCallback(future -> {});
            assertThat(promise)
                    .hasToString("<Future pending"
                            + " cb=[FutureReprTest.First(), <1 more>, FutureReprTest.<lambda>()]>");
            promise.addDoneCallback(new Second());
            assertThat(promise)
                    .hasToString("<Future pending"
                            + " cb=[FutureReprTest.First(), <2 more>, FutureReprTest.Second()]>");
        });
    }

    // FUT-21: the library's own callbacks go by the name of the call that registered them
    @Test
    void namesTheTaskThatWaits_andTheCombinators() {
        Loops.run(() -> {
            Promise<Object> awaited = EventLoop.running().createFuture();
            createTask(TaskOptions.named("reader"), () -> awaited.await());
            Promise<Object> gathered = EventLoop.running().createFuture();
            Asyncio.gather(gathered);
            ticks(1);
            assertThat(awaited).hasToString("<Future pending cb=[wakeup of reader]>");
            assertThat(gathered).hasToString("<Future pending cb=[gather()]>");
        });
    }

    // FUT-22
    @Test
    void onceItIsDone_listsNoCallbacks() {
        Loops.run(() -> {
            Promise<Object> cancelled = EventLoop.running().createFuture();
            cancelled.addDoneCallback(new First());
            cancelled.cancel();
            assertThat(cancelled).hasToString("<Future cancelled>");
            Promise<Object> finished = EventLoop.running().createFuture();
            finished.addDoneCallback(new First());
            finished.setResult(1);
            assertThat(finished).hasToString("<Future finished result=1>");
            finished.addDoneCallback(new First());
            assertThat(finished).hasToString("<Future finished result=1>");
        });
    }

    // FUT-21
    @Test
    void cutsALongResultInTheMiddle() {
        Loops.run(() -> {
            String text = withResult("a".repeat(5_000) + "z".repeat(5_000)).toString();
            assertThat(text)
                    .startsWith("<Future finished result='aaa")
                    .contains("a...z")
                    .endsWith("zzz'>")
                    .hasSizeLessThan(200);
        });
    }

    // FUT-21
    @Test
    void aResultWhoseTextFails_doesNotHideTheFuture() {
        Loops.run(() -> {
            Object rude = new Object() {
                @Override
                public String toString() {
                    throw new UnsupportedOperationException("no text");
                }
            };
            assertThat(withResult(rude)).asString()
                    .startsWith("<Future finished result=<FutureReprTest.")
                    .contains("toString failed");
        });
    }

    // FUT-21, DBG-01
    @Test
    void inDebugMode_tellsWhereItWasMade() {
        Asyncio.run(Loops.virtual().debug(true), () -> {
            int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
            Promise<Object> promise = EventLoop.running().createFuture();
            String made = " created at FutureReprTest.java:" + line + ">";
            assertThat(promise).hasToString("<Future pending" + made);
            promise.setResult(1);
            assertThat(promise).hasToString("<Future finished result=1" + made);
        });
    }

    // FUT-23
    @Test
    void tasksThatAwaitEachOther_haveATextThatEnds() {
        Loops.run(() -> {
            List<Task<Object>> tasks = new ArrayList<>();
            Coroutine<Object> first = () -> tasks.get(1).await();
            Coroutine<Object> second = () -> tasks.get(0).await();
            tasks.add(createTask(TaskOptions.named("one"), first));
            tasks.add(createTask(TaskOptions.named("two"), second));
            ticks(1);
            assertThat(tasks.get(0)).asString()
                    .startsWith("<Task pending name='one'")
                    .contains("wait_for=<Task pending name='two'")
                    .contains("wait_for=<Task one ...>")
                    .endsWith("cb=[wakeup of two]>");
            assertThat(tasks.get(1)).asString()
                    .startsWith("<Task pending name='two'")
                    .contains("wait_for=<Task two ...>");
            tasks.get(0).cancel();
        });
    }

    // FUT-23
    @Test
    void aFutureWithinItsOwnResult_hasATextThatEnds() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            promise.setResult(List.of("me", promise));
            assertThat(promise).hasToString("<Future finished result=[me, <Future ...>]>");
            // and making it once has left no trace of it
            List<String> twice = List.of(promise.toString(), promise.toString());
            assertThat(twice).containsOnly("<Future finished result=[me, <Future ...>]>");
        });
    }

    // FUT-23
    @Test
    void aLongChainOfTasks_hasAShortText() {
        Loops.run(() -> {
            Promise<Object> end = EventLoop.running().createFuture();
            Future<Object> last = end;
            for (int i = 0; i < 200; i++) {
                Future<Object> next = last;
                last = createTask(() -> next.await());
            }
            ticks(1);
            assertThat(last.toString()).contains(" ...>").hasSizeLessThan(2_000);
            end.setResult("through");
            assertThat(last.await()).isEqualTo("through");
        });
    }

    private static Future<Object> withResult(Object result) {
        Promise<Object> promise = EventLoop.running().createFuture();
        promise.setResult(result);
        return promise;
    }

    private record First() implements Consumer<Future<Object>> {

        @Override
        public void accept(Future<Object> future) {}
    }

    private record Second() implements Consumer<Future<Object>> {

        @Override
        public void accept(Future<Object> future) {}
    }
}
