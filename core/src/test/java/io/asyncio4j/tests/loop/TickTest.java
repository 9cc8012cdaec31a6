package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.MillisecondPerTick;
import io.asyncio4j.tests.support.Ticks;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * In which tick each effect of an operation is seen: the tick table of asyncio, a test for each row. "@3" is
 * the third tick after the one in which the story begins. The same programs give the same logs on CPython.
 */
class TickTest {

    // the first row: create_task(c), lazy
    @Test
    void createTask_startsInTheNextTick_behindWhatIsQueued() {
        assertThat(story(t -> {
            t.loop.callSoon(() -> t.mark("queued before"));
            createTask(() -> t.mark("child"));
            t.loop.callSoon(() -> t.mark("queued after"));
            t.mark("created");
            ticks(1);
            t.mark("main");
        })).containsExactly("created@0", "queued before@1", "child@1", "queued after@1", "main@1");
    }

    // the second row: create_task(c), eager
    @Test
    void createTask_eager_runsWithinTheCall() {
        assertThat(story(t -> {
            t.loop.callSoon(() -> t.mark("queued before"));
            Task<?> parks = createTask(TaskOptions.DEFAULT.eager(), () -> {
                t.mark("child");
                ticks(1);
                t.mark("child again");
            });
            t.mark("made, done " + parks.done());
            Task<?> ends = createTask(TaskOptions.DEFAULT.eager(), () -> t.mark("short child"));
            t.mark("made, done " + ends.done());
            parks.await();
            t.mark("awaited");
        })).containsExactly(
                "child@0",
                "made, done false@0",
                "short child@0",
                "made, done true@0",
                "queued before@1",
                "child again@1",
                "awaited@2");
    }

    // await coroutine() directly
    @Test
    void awaitOfACoroutine_staysInTheTick_andInTheTask() {
        assertThat(story(t -> {
            Task<?> me = currentTask();
            t.loop.callSoon(() -> t.mark("queued"));
            await(() -> {
                t.mark("in the coroutine, same task " + (currentTask() == me));
                return null;
            });
            t.mark("after");
            ticks(1);
        })).containsExactly("in the coroutine, same task true@0", "after@0", "queued@1");
    }

    // await fut, with fut done
    @Test
    void awaitOfADoneFuture_staysInTheTick_andIsNoCancellationPoint() {
        assertThat(story(t -> {
            Promise<Integer> done = t.loop.createFuture();
            done.setResult(1);
            Task<?> cancelled = createTask(() -> {
                currentTask().cancel();
                done.await();
                t.mark("not a cancellation point");
                t.markCancellation(() -> ticks(1));
            });
            t.loop.callSoon(() -> t.mark("queued"));
            done.await();
            t.mark("after");
            Asyncio.wait(List.of(cancelled));
            t.mark("waited");
        })).containsExactly(
                "after@0", "not a cancellation point@1", "queued@1", "cancelled@2", "waited@4");
    }

    // fut.set_result() with a task parked on it
    @Test
    void setResult_resumesTheParkedTaskInTheNextTick() {
        assertThat(story(t -> {
            Promise<Integer> future = t.loop.createFuture();
            createTask(() -> {
                future.await();
                t.mark("resumed");
            });
            ticks(2);
            t.loop.callSoon(() -> t.mark("queued before"));
            future.setResult(1);
            t.mark("set");
            t.loop.callSoon(() -> t.mark("queued after"));
            ticks(1);
            t.mark("main");
        })).containsExactly("set@2", "queued before@3", "resumed@3", "queued after@3", "main@3");
    }

    // await create_task(noop)
    @Test
    void awaitOfANewTask_takesTwoTicks() {
        assertThat(story(t -> {
            t.mark("start");
            createTask(() -> t.mark("child")).await();
            t.mark("resumed");
        })).containsExactly("start@0", "child@1", "resumed@2");
    }

    // await gather(t); GAT-19
    @Test
    void gather_isDoneOneTickAfterItsLastChild_andResumesOneTickLater() {
        assertThat(story(t -> {
            Task<?> child = createTask(t::finishAfterTwoTicks);
            Future<List<Object>> gathering = gather(child);
            gathering.addDoneCallback(done -> t.mark("callback of the gather"));
            child.addDoneCallback(done -> t.mark("callback of the task, gather done " + gathering.done()));
            gathering.await();
            t.mark("resumed");
        })).containsExactly(
                "finishes@3",
                "callback of the task, gather done true@4",
                "callback of the gather@5",
                "resumed@5");
    }

    // await wait([t])
    @Test
    void wait_resumesTwoTicksAfterTheLastTask() {
        assertThat(story(t -> {
            Task<?> child = createTask(t::finishAfterTwoTicks);
            child.addDoneCallback(done -> t.mark("callback of the task"));
            Asyncio.wait(List.of(child));
            t.mark("resumed");
        })).containsExactly("finishes@3", "callback of the task@4", "resumed@5");
    }

    // await shield(t)
    @Test
    void shield_isDoneOneTickAfterTheInner_andResumesOneTickLater() {
        assertThat(story(t -> {
            Task<?> child = createTask(t::finishAfterTwoTicks);
            Future<?> shielded = shield(child);
            child.addDoneCallback(done -> t.mark("callback of the task, shield done " + shielded.done()));
            shielded.await();
            t.mark("resumed");
        })).containsExactly("finishes@3", "callback of the task, shield done true@4", "resumed@5");
    }

    // await sleep(0)
    @Test
    void sleepZero_resumesInTheNextTick_afterWhatWasQueuedBefore() {
        assertThat(story(t -> {
            t.loop.callSoon(() -> {
                t.mark("queued before");
                t.loop.callSoon(() -> t.mark("queued by that"));
            });
            t.mark("sleeps");
            sleep(Duration.ZERO);
            t.mark("resumed");
            sleep(Duration.ZERO);
        })).containsExactly("sleeps@0", "queued before@1", "resumed@1", "queued by that@2");
    }

    // await sleep(d > 0)
    @Test
    void sleep_resumesOneTickAfterTheTickInWhichItsTimeCame() {
        // one millisecond passes in each tick, so that there are ticks while the task sleeps
        assertThat(Asyncio.run(EventLoop.builder().poller(new MillisecondPerTick()), () -> {
            var t = new Ticks();
            ticks(1);
            t.begin();
            t.loop.callLater(ms(3), () -> t.mark("timer"));
            sleep(ms(3));
            t.mark("resumed");
            return t.end();
        })).containsExactly("timer@3", "resumed@4");
    }

    // task.cancel() on a task parked on a plain future
    @Test
    void cancelOfAParkedTask_cancelsTheFutureNow_andIsRaisedInTheNextTick() {
        assertThat(story(t -> {
            Promise<Integer> future = t.loop.createFuture();
            Task<?> task = createTask(() -> t.markCancellation(future::await));
            ticks(2);
            task.cancel();
            t.mark("future cancelled " + future.cancelled());
            ticks(1);
            t.mark("main");
        })).containsExactly("future cancelled true@2", "cancelled@3", "main@3");
    }

    // task.cancel() on a task whose step is queued already
    @Test
    void cancelOfAWakingTask_isRaisedByTheQueuedStep() {
        assertThat(story(t -> {
            Promise<Integer> future = t.loop.createFuture();
            Task<?> task = createTask(() -> t.markCancellation(future::await));
            ticks(2);
            future.setResult(1);
            t.mark("set");
            t.loop.callSoon(() -> t.mark("queued between"));
            task.cancel();
            ticks(1);
            t.mark("main, task cancelled " + task.cancelled());
        })).containsExactly("set@2", "cancelled@3", "queued between@3", "main, task cancelled true@3");
    }

    // done-callback added to a future that is done already
    @Test
    void callbackOfADoneFuture_runsInTheNextTick() {
        assertThat(story(t -> {
            Promise<Integer> done = t.loop.createFuture();
            done.setResult(1);
            done.addDoneCallback(future -> t.mark("callback"));
            t.mark("added");
            ticks(1);
            t.mark("main");
        })).containsExactly("added@0", "callback@1", "main@1");
    }

    // WFR-02: a coroutine costs no tick, a task one
    @Test
    void waitFor_addsNothingToACoroutine_andOneTickToATask() {
        assertThat(story(t -> {
            waitFor(t::finishAfterTwoTicks, ms(10));
            t.mark("resumed from the coroutine");
            waitFor(createTask(t::finishAfterTwoTicks), ms(10));
            t.mark("resumed from the task");
        })).containsExactly(
                "finishes@2", "resumed from the coroutine@2", "finishes@5", "resumed from the task@6");
    }

    // WFR-05
    @Test
    void waitFor_withoutTime_takesThreeTicksToCancelATask() {
        assertThat(story(t -> {
            Task<?> task = createTask(() -> t.markCancellation(() -> sleep(ms(10))));
            ticks(1);
            t.markTimeout(() -> waitFor(task, Duration.ZERO));
            t.markTimeout(() -> waitFor(() -> t.mark("never runs"), Duration.ZERO));
        })).containsExactly("cancelled@2", "timeout@4", "timeout@7");
    }

    // WAI-08, ASC-03: two ticks for what is done already
    @Test
    void waitAndAsCompleted_ofADoneFuture_takeTwoTicks_gatherNone() {
        assertThat(story(t -> {
            Promise<Integer> done = t.loop.createFuture();
            done.setResult(1);
            gather(done).await();
            t.mark("gather");
            Asyncio.wait(List.of(done));
            t.mark("wait");
            asCompleted(List.of(done)).futures().iterator().next();
            t.mark("asCompleted");
            Asyncio.wait(List.of(t.loop.createFuture()), Duration.ZERO, ReturnWhen.ALL_COMPLETED);
            t.mark("wait without time");
        })).containsExactly("gather@0", "wait@2", "asCompleted@4", "wait without time@6");
    }

    private interface Story {
        void tell(Ticks ticks) throws Exception;
    }

    private static List<String> story(Story story) {
        return Loops.run(() -> {
            var ticks = new Ticks();
            ticks(1);
            ticks.begin();
            story.tell(ticks);
            return ticks.end();
        });
    }
}
