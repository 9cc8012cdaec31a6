package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.inspect.FlightEvent.Kind.AT_END;
import static io.asyncio4j.inspect.FlightEvent.Kind.AWAITS_TASK;
import static io.asyncio4j.inspect.FlightEvent.Kind.CANCEL_IGNORED;
import static io.asyncio4j.inspect.FlightEvent.Kind.CANCEL_MESSAGE;
import static io.asyncio4j.inspect.FlightEvent.Kind.CANCEL_REQUESTED;
import static io.asyncio4j.inspect.FlightEvent.Kind.FIRED;
import static io.asyncio4j.inspect.FlightEvent.Kind.FROM_OUTSIDE;
import static io.asyncio4j.inspect.FlightEvent.Kind.ITEMS;
import static io.asyncio4j.inspect.FlightEvent.Kind.STANDS;
import static io.asyncio4j.inspect.FlightEvent.Kind.STEP_BEGINS;
import static io.asyncio4j.inspect.FlightEvent.Kind.STEP_ENDS;
import static io.asyncio4j.inspect.FlightEvent.Kind.TASK_CANCELLED;
import static io.asyncio4j.inspect.FlightEvent.Kind.TASK_CREATED;
import static io.asyncio4j.inspect.FlightEvent.Kind.TASK_DONE;
import static io.asyncio4j.inspect.FlightEvent.Kind.TASK_FAILED;
import static io.asyncio4j.inspect.FlightEvent.Kind.TASK_NAMED;
import static io.asyncio4j.inspect.FlightEvent.Kind.TIMERS_SET;
import static io.asyncio4j.inspect.FlightEvent.Kind.UNCANCELLED;
import static io.asyncio4j.inspect.FlightEvent.Kind.UNRETRIEVED;
import static io.asyncio4j.inspect.FlightEvent.Kind.WAIT_BEGINS;
import static io.asyncio4j.inspect.FlightEvent.Kind.WAIT_ENDS;
import static io.asyncio4j.inspect.FlightEvent.Kind.WOKEN;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.FlightEvent;
import io.asyncio4j.inspect.FlightLog;
import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.spi.WaitedFor;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a flight log tells of a loop. */
class FlightLogTest {

    /** Runs {@code main} in a task called "main", with a log that is on from its second step. */
    private static FlightStory record(VoidCoroutine main) {
        return new FlightStory(recordOf(main));
    }

    private static FlightRecord recordOf(VoidCoroutine main) {
        var records = new FlightRecord[1];
        Loops.run(() -> {
            currentTask().setName("main");
            try (var log = FlightLog.start(EventLoop.running())) {
                ticks(1);
                main.run();
                records[0] = log.record();
            }
        });
        return records[0];
    }

    private static TaskOptions named(String name) {
        return TaskOptions.named(name);
    }

    @Test
    void whoWakesWhom() {
        FlightStory story = record(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            var waiter = createTask(named("waiter"), () -> promise.await());
            createTask(named("setter"), () -> promise.setResult("x"));
            waiter.await();
        });
        assertThat(story.lines(TASK_CREATED, WOKEN, STEP_BEGINS, STEP_ENDS, AWAITS_TASK)).containsSubsequence(
                "TASK_CREATED waiter: FlightLogTest.<lambda>()",
                "TASK_CREATED setter: FlightLogTest.<lambda>()",
                "WOKEN waiter <- main",
                "WOKEN setter <- main",
                "AWAITS_TASK main <- waiter",
                "STEP_ENDS main: Task",
                "STEP_BEGINS waiter",
                "STEP_ENDS waiter: Future",
                "STEP_BEGINS setter",
                "WOKEN waiter <- setter",
                "STEP_ENDS setter",
                "STEP_BEGINS waiter",
                "WOKEN main <- waiter",
                "STEP_ENDS waiter",
                "STEP_BEGINS main");
        assertThat(story.lines(WOKEN)).doesNotHaveDuplicates();
    }

    /** A task whose own wake-up is next goes on without a turn of the loop's thread, and so does one that follows. */
    @Test
    void whoGivesWay_wakesItself() {
        FlightStory story = record(() -> {
            var other = createTask(named("other"), () -> ticks(2));
            ticks(3);
            assertThat(other.done()).isTrue();
            ticks(2); // nobody else is there
        });
        assertThat(story.lines(WOKEN, STEP_ENDS).stream().filter(line -> line.contains("other")))
                .containsExactly(
                        "WOKEN other <- main",
                        "WOKEN other <- other", "STEP_ENDS other: sleep(0)",
                        "WOKEN other <- other", "STEP_ENDS other: sleep(0)",
                        "STEP_ENDS other");
        assertThat(story.lines(WOKEN).stream().filter(line -> line.equals("WOKEN main <- main"))).hasSize(5);
    }

    @Test
    void timersFire_andWakeSleepers() {
        FlightStory story = record(() -> {
            EventLoop.running().callLater(ms(5), () -> {});
            sleep(ms(10));
        });
        assertThat(story.lines(TIMERS_SET, FIRED, STEP_BEGINS, WOKEN, STEP_ENDS, WAIT_BEGINS, WAIT_ENDS))
                .containsSubsequence(
                        "TIMERS_SET main", "STEP_ENDS main: sleep",
                        "WAIT_BEGINS outside", "WAIT_ENDS outside",
                        "WAIT_BEGINS outside", "WAIT_ENDS outside",
                        "FIRED end of sleep()", "STEP_BEGINS end of sleep()", "WOKEN main <- end of sleep()",
                        "STEP_ENDS end of sleep()", "STEP_BEGINS main");
        assertThat(story.events(FIRED)).hasSize(2);
        assertThat(story.events(TIMERS_SET)).extracting(FlightEvent::other).containsExactly(2L);
    }

    @Test
    void aCallback_isLinkedToWhoQueuedIt() {
        FlightStory story = record(() -> {
            var loop = EventLoop.running();
            loop.callSoon(() -> {}).cancel(); // never runs
            loop.callSoon(() -> {});
            gather(createTask(named("child"), () -> ticks(1))).await();
        });
        assertThat(story.lines(WOKEN, STEP_BEGINS)).containsSubsequence(
                "WOKEN <Handle FlightLogTest.<lambda>> <- main",
                "STEP_BEGINS <Handle FlightLogTest.<lambda>>",
                "WOKEN gather() <- child", "STEP_BEGINS gather()", "WOKEN main <- gather()",
                "STEP_BEGINS main");
        assertThat(story.lines(STEP_BEGINS)).containsOnlyOnce("STEP_BEGINS <Handle FlightLogTest.<lambda>>");
    }

    @Test
    void whatComesFromOtherThreads_isFromOutside() {
        FlightStory story = record(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            var loop = EventLoop.running();
            Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> promise.setResult("x")));
            promise.await();
        });
        String handle = "<Handle FlightLogTest.<lambda>>";
        assertThat(story.lines(FROM_OUTSIDE, STEP_BEGINS, WOKEN)).containsSubsequence(
                "FROM_OUTSIDE " + handle, "STEP_BEGINS " + handle, "WOKEN main <- " + handle);
    }

    @Test
    void howTasksEnd() {
        FlightStory story = record(() -> {
            createTask(named("good"), () -> {});
            var bad = createTask(named("bad"), () -> {
                throw new IOException("broken");
            });
            var worse = createTask(named("worse"), () -> {
                throw new IllegalStateException("lost");
            });
            ticks(2);
            assertThat(bad.exception()).isInstanceOf(IOException.class);
            assertThat(worse.done()).isTrue();
        });
        assertThat(story.lines(TASK_DONE, TASK_FAILED, TASK_CANCELLED)).containsExactly("TASK_DONE good",
                "TASK_FAILED bad: java.io.IOException: broken",
                "TASK_FAILED worse: java.lang.IllegalStateException: lost");
        assertThat(story.lines(UNRETRIEVED)).containsExactly("UNRETRIEVED worse");
    }

    @Test
    void cancellation_byWhom_andWhatBecameOfIt() {
        FlightStory story = record(() -> {
            var obedient = createTask(named("obedient"), () -> sleep(ms(1_000)));
            var stubborn = createTask(named("stubborn"), () -> {
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    // swallowed
                }
            });
            ticks(1);
            obedient.cancel("enough");
            stubborn.cancel();
            ticks(3);
        });
        assertThat(story.lines(CANCEL_REQUESTED, CANCEL_MESSAGE, CANCEL_IGNORED, TASK_CANCELLED, TASK_DONE))
                .containsExactly("CANCEL_REQUESTED obedient <- main", "CANCEL_MESSAGE obedient: enough",
                        "CANCEL_REQUESTED stubborn <- main", "TASK_CANCELLED obedient",
                        "CANCEL_IGNORED stubborn", "TASK_DONE stubborn");
    }

    /** A timeout cancels its task and takes that back: nothing is ignored. */
    @Test
    void aTimeout_takesItsRequestBack() {
        FlightStory story = record(() -> {
            var slow = createTask(named("slow"), () -> {
                try {
                    timeout(ms(5), t -> sleep(ms(1_000)));
                } catch (TimeoutException e) {
                    ticks(1);
                }
            });
            slow.await();
        });
        assertThat(story.lines(CANCEL_REQUESTED)).hasSize(1).first().asString()
                .startsWith("CANCEL_REQUESTED slow <- ").doesNotContain("outside");
        assertThat(story.lines(UNCANCELLED, CANCEL_IGNORED, TASK_DONE)).containsExactly("UNCANCELLED slow",
                "TASK_DONE slow");
    }

    @Test
    void anEagerTask_isAStepWithinAnother() {
        FlightStory story = record(() -> {
            createTask(named("eager").eager(), () -> ticks(1));
            ticks(2);
        });
        assertThat(story.lines(STEP_BEGINS, STEP_ENDS, WOKEN)).containsSubsequence(
                "STEP_BEGINS eager", "WOKEN eager <- eager", "STEP_ENDS eager: sleep(0)",
                "WOKEN main <- main", "STEP_ENDS main: sleep(0)", "STEP_BEGINS eager");
    }

    @Test
    void whereTasksWait_isLookedAtNowAndThen_andAtTheEnd() {
        FlightStory story = record(() -> {
            var lock = new Lock();
            lock.acquire();
            createTask(named("second"), () -> lock.acquire());
            createTask(named("getter"), () -> new Queue<String>().get());
            ticks(2);
        });
        assertThat(story.events(STANDS)).isNotEmpty().allSatisfy(
                event -> assertThat(event.text()).contains("FlightLogTest.", "(FlightLogTest.java:"));
        assertThat(story.lines(AT_END)).anySatisfy(line -> assertThat(line)
                .startsWith("AT_END second: waiting\nFlightLogTest.").contains("(FlightLogTest.java:"))
                .anySatisfy(line -> assertThat(line).startsWith("AT_END main: running\n"));
    }

    @Test
    void whatIsAwaited_isTold_byANameThatStays() {
        FlightStory story = record(() -> {
            var named = new Lock().named("db");
            named.acquire();
            var other = new Lock();
            other.acquire();
            var third = new Semaphore(0);
            createTask(named("a"), () -> named.acquire());
            createTask(named("b"), () -> other.acquire());
            createTask(named("c"), () -> third.acquire());
            createTask(named("d"), () -> other.acquire());
            createTask(named("e"), () -> gather(createTask(named("f"), () -> third.acquire())).await());
            ticks(2);
            other.release();
            ticks(1);
        });
        assertThat(story.lines(STEP_ENDS)).contains("STEP_ENDS a: Lock 'db'", "STEP_ENDS b: Lock #1",
                "STEP_ENDS c: Semaphore #1", "STEP_ENDS d: Lock #1", "STEP_ENDS e: gather",
                "STEP_ENDS f: Semaphore #1");
    }

    @Test
    void thingsOfSomebodysClasses_mayFail_orBeTooMany() {
        FlightStory story = record(() -> {
            var loop = EventLoop.running();
            createTask(named("fails"), () -> loop.createFuture(new WaitedFor() {
                @Override
                public String kind() {
                    throw new IllegalStateException("no kind");
                }

                @Override
                public String text() {
                    throw new IllegalStateException("no text");
                }
            }).await());
            createTask(named("tells"),
                    () -> loop.createFuture(WaitedFor.of("answer", () -> "never asked")).await());
            for (int i = 0; i < 1_001; i++) {
                createTask(named("many-" + i), () -> {
                    var lock = new Lock();
                    lock.acquire();
                    lock.acquire();
                });
            }
            ticks(2);
        });
        assertThat(story.lines(STEP_ENDS)).contains("STEP_ENDS fails: Future", "STEP_ENDS tells: answer",
                "STEP_ENDS many-0: Lock #1", "STEP_ENDS many-999: Lock #1000", "STEP_ENDS many-1000: lock");
    }

    @Test
    void howManyItemsAQueueHas_isToldWhenItChanges_onceSomebodyHasWaitedThere() {
        FlightStory story = record(() -> {
            var jobs = new Queue<Integer>().named("jobs");
            var unseen = new Queue<Integer>().named("unseen");
            unseen.putNowait(1);
            var getter = createTask(named("getter"), () -> jobs.get());
            ticks(1);
            jobs.putNowait(1);
            getter.await();
            for (int i = 0; i < 3; i++) {
                jobs.putNowait(i);
                busy(11);
                ticks(2);
            }
        });
        assertThat(story.events(ITEMS)).extracting(FlightEvent::text).containsOnly("Queue 'jobs'");
        assertThat(story.events(ITEMS)).extracting(FlightEvent::other).startsWith(0L).endsWith(1L, 2L, 3L);
        assertThat(story.events(ITEMS)).extracting(FlightEvent::subject).containsOnly(0L);
    }

    private static void busy(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void namesOfTasks_areWhatTheyAre() {
        FlightStory story = record(() -> {
            createTask(() -> {});
            createTask(named("<script>alert('x')</script>"), () -> {});
            ticks(1);
        });
        assertThat(story.lines(TASK_CREATED)).hasSize(2);
        assertThat(story.events(TASK_NAMED)).extracting(FlightEvent::text)
                .contains("main", "<script>alert('x')</script>");
        long unnamed = story.events(TASK_CREATED).getFirst().subject();
        assertThat(story.name(unnamed)).startsWith("Task-");
    }

    @Test
    void theNewestAreKept_andTheOthersCounted() {
        FlightRecord record = recordOf(() -> ticks(100_000));
        assertThat(record.lost()).isZero();

        var records = new FlightRecord[1];
        Loops.run(() -> {
            currentTask().setName("main");
            try (var log = FlightLog.start(EventLoop.running(), 1)) {
                ticks(100_000);
                createTask(named("last"), () -> {});
                ticks(1);
                records[0] = log.stop();
            }
        });
        int room = (1 << 20) / 16;
        assertThat(records[0].lost()).isBetween(3 * 100_000L - room, 3 * 100_000L - room + 100);
        var story = new FlightStory(records[0]);
        assertThat(records[0].size()).isBetween(room - 1, room + 10);
        assertThat(story.lines(TASK_CREATED, TASK_DONE)).hasSize(2).last().isEqualTo("TASK_DONE last");
    }

    @Test
    void timesGoForward() {
        FlightRecord record = recordOf(() -> ticks(10));
        long[] last = {0};
        record.forEach(event -> {
            if (event.kind() != AT_END && event.kind() != TASK_NAMED) {
                assertThat(event.nanos()).isGreaterThanOrEqualTo(last[0]);
                last[0] = event.nanos();
            }
        });
        assertThat(record.duration().toNanos()).isGreaterThanOrEqualTo(last[0]);
        assertThat(record.threads()).isEqualTo(Loops.isCarried() ? "carried" : "portable");
    }

    @Test
    void whatWasThereBefore_isKnownByName() {
        var stories = new FlightStory[1];
        Loops.run(() -> {
            currentTask().setName("main");
            Promise<String> promise = EventLoop.running().createFuture();
            createTask(named("old"), () -> promise.await());
            ticks(1);
            try (var log = FlightLog.start(EventLoop.running())) {
                ticks(1);
                promise.setResult("x");
                ticks(1);
                stories[0] = new FlightStory(log.stop());
            }
        });
        assertThat(stories[0].lines(WOKEN)).contains("WOKEN old <- main");
        assertThat(stories[0].lines(TASK_DONE)).containsExactly("TASK_DONE old");
    }

    @Test
    void oneAtATime() {
        Loops.run(() -> {
            var loop = EventLoop.running();
            var log = FlightLog.start(loop);
            assertThatIllegalStateException().isThrownBy(() -> FlightLog.start(loop))
                    .withMessageMatching("a flight log of asyncio4j-loop-\\d+ is on already");
            log.close();
            log.close();
            FlightLog.start(loop).close();
            for (int size : List.of(0, 1_025)) {
                assertThatIllegalArgumentException().isThrownBy(() -> FlightLog.start(loop, size))
                        .withMessage("the size of a flight log must be from 1 to 1024 MiB, got " + size);
            }
        });
    }

    @Test
    void bytes_areReadAgain_orRefused() {
        FlightRecord record = recordOf(() -> ticks(2));
        byte[] bytes = record.toBytes();
        assertThat(new FlightStory(FlightRecord.of(bytes)).lines(FlightEvent.Kind.values()))
                .isEqualTo(new FlightStory(record).lines(FlightEvent.Kind.values()));
        for (int length : List.of(0, 7, 20, 100, bytes.length - 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FlightRecord.of(Arrays.copyOf(bytes, length)))
                    .withMessage("a flight log that is cut off");
        }
        byte[] other = bytes.clone();
        other[7] = 9;
        assertThatIllegalArgumentException().isThrownBy(() -> FlightRecord.of(other))
                .withMessage("a flight log of version 9, and this library reads version 1");
        assertThatIllegalArgumentException().isThrownBy(() -> FlightRecord.of("hello, world".getBytes(UTF_8)))
                .withMessage("not a flight log");
    }
}
