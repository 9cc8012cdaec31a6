package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    private final List<Object> log = new ArrayList<>();

    /** Runs exactly one turn. */
    private static void turn(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    // LOO-01
    @Test
    void callSoon_runsEachCallbackOnce_inTheOrderOfTheCalls() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            for (int i = 0; i < 200; i++) {
                int number = i;
                loop.callSoon(() -> log.add(number));
            }
            Loops.ticks(3);
        });
        assertThat(log).isEqualTo(IntStream.range(0, 200).boxed().toList());
    }

    // LOO-01
    @Test
    void callbacksAndTasks_shareOneQueue() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> log.add("callback 1"));
            createTask(() -> {
                log.add("task 1");
            });
            loop.callSoon(() -> log.add("callback 2"));
            createTask(() -> {
                log.add("task 2");
                sleep(Duration.ZERO);
                log.add("task 2 again");
            });
            loop.callSoon(() -> log.add("callback 3"));
            Loops.ticks(2);
        });
        assertThat(log)
                .containsExactly(
                        "callback 1", "task 1", "callback 2", "task 2", "callback 3", "task 2 again");
    }

    // LOO-02
    @Test
    void whatACallbackQueues_waitsForTheNextTurn() {
        try (EventLoop loop = Loops.virtual().build()) {
            loop.callSoon(() -> {
                log.add("first");
                loop.callSoon(() -> log.add("queued by first"));
            });
            loop.callSoon(() -> log.add("second"));
            turn(loop);
            assertThat(log).containsExactly("first", "second");
            turn(loop);
            assertThat(log).containsExactly("first", "second", "queued by first");
        }
    }

    // LOO-02
    @Test
    void whatATaskQueues_waitsForTheNextTurn_evenIfTheTaskWouldGoOn() {
        try (EventLoop loop = Loops.virtual().build()) {
            loop.createTask(() -> {
                log.add("step 1");
                sleep(Duration.ZERO);
                log.add("step 2");
                sleep(Duration.ZERO);
                log.add("step 3");
            });
            turn(loop);
            assertThat(log).containsExactly("step 1");
            turn(loop);
            assertThat(log).containsExactly("step 1", "step 2");
            turn(loop);
            assertThat(log).containsExactly("step 1", "step 2", "step 3");
        }
    }

    // LOO-02
    @Test
    void aTaskCreatedByTheLastTaskOfATurn_startsInTheNextTurn() {
        try (EventLoop loop = Loops.virtual().build()) {
            loop.createTask(() -> {
                log.add("parent");
                createTask(() -> {
                    log.add("child");
                    createTask(() -> log.add("grandchild"));
                });
            });
            turn(loop);
            assertThat(log).containsExactly("parent");
            turn(loop);
            assertThat(log).containsExactly("parent", "child");
            turn(loop);
            assertThat(log).containsExactly("parent", "child", "grandchild");
        }
    }

    // LOO-07
    @Test
    void callSoon_withoutCallback_isRefusedAtOnce() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThatThrownBy(() -> loop.callSoon(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("callback must not be null");
            assertThatThrownBy(() -> loop.callSoonThreadsafe(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("callback must not be null");
        });
    }

    // LOO-13
    @Test
    void callSoonThreadsafe_onTheLoop_keepsItsPlaceAmongCallSoon() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> log.add(1));
            loop.callSoonThreadsafe(() -> log.add(2));
            loop.callSoon(() -> log.add(3));
            loop.callSoonThreadsafe(() -> log.add(4));
            sleep(Duration.ZERO);
        });
        assertThat(log).containsExactly(1, 2, 3, 4);
    }

    // LOO-13 LOO-01
    @Test
    void callSoonThreadsafe_beforeTheLoopRuns_keepsItsPlaceAmongCallSoon() {
        try (EventLoop loop = Loops.virtual().build()) {
            loop.callSoonThreadsafe(() -> log.add(1));
            loop.callSoon(() -> log.add(2));
            loop.callSoonThreadsafe(() -> log.add(3));
            loop.callSoon(() -> log.add(4));
            turn(loop);
        }
        assertThat(log).containsExactly(1, 2, 3, 4);
    }

    // LOO-13
    @Test
    void callSoonThreadsafe_fromAnotherThread_runsInTheNextTurn() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Thread other = Thread.ofPlatform().start(() -> {
                loop.callSoonThreadsafe(() -> log.add("from outside, first"));
                loop.callSoonThreadsafe(() -> log.add("from outside, second"));
            });
            other.join();
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            assertThat(log).containsExactly("from outside, first", "from outside, second");
        });
    }

    // LOO-13 LOO-01
    @Test
    void callSoonThreadsafe_fromAThreadThatHasEnded_comesBeforeWhatIsQueuedAfterThat() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Thread other = Thread.ofPlatform()
                    .start(() -> loop.callSoonThreadsafe(() -> log.add("from outside, before")));
            other.join();
            loop.callSoon(() -> log.add("from the loop, after"));
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            assertThat(log).containsExactly("from outside, before", "from the loop, after");
        });
    }

    // LOO-13
    @Test
    void callSoonThreadsafe_wakesALoopThatSleepsWithoutATimer() throws Exception {
        try (EventLoop loop = EventLoop.create()) {
            Promise<String> answer = loop.createFuture();
            Thread other = Thread.ofPlatform().unstarted(() -> {
                // parked by the poller, or about to be: either way the wake-up must not be lost
                loop.callSoonThreadsafe(() -> answer.setResult("woken"));
            });
            loop.callSoon(other::start);
            assertThat(loop.runUntilComplete(answer)).isEqualTo("woken");
            other.join();
        }
    }

    // LOO-13
    @Test
    void callSoonThreadsafe_wakesALoopThatSleepsForAFarTimer() throws Exception {
        try (EventLoop loop = EventLoop.create()) {
            Promise<String> answer = loop.createFuture();
            loop.callLater(Duration.ofDays(400), () -> log.add("a year later"));
            Thread other = Thread.ofPlatform()
                    .unstarted(() -> loop.callSoonThreadsafe(() -> answer.setResult("woken")));
            loop.callSoon(other::start);
            assertThat(loop.runUntilComplete(answer)).isEqualTo("woken");
            other.join();
        }
        assertThat(log).isEmpty();
    }

    // LOO-13
    @Test
    void callSoonThreadsafe_pingPongWithAThread_losesNoWakeup() throws Exception {
        int rounds = 500;
        try (EventLoop loop = EventLoop.create()) {
            var ball = new Semaphore(0);
            Promise<String> finished = loop.createFuture();
            Thread other = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < rounds; i++) {
                    loop.callSoonThreadsafe(ball::release);
                    ball.acquireUninterruptibly();
                }
                loop.callSoonThreadsafe(() -> finished.setResult("all came back"));
            });
            assertThat(loop.runUntilComplete(finished)).isEqualTo("all came back");
            other.join();
        }
    }

    // LOO-20
    @Test
    void theState_isVisibleFromOutsideAndInside() {
        EventLoop loop = Loops.virtual().name("mine").build();
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.isClosed()).isFalse();
        loop.callSoon(() -> {
            log.add(loop.isRunning());
            log.add(loop.isClosed());
            log.add(EventLoop.running() == loop);
            log.add(loop.toString());
        });
        turn(loop);
        assertThat(log)
                .containsExactly(true, false, true, "<EventLoop mine running=true closed=false debug=false>");
        assertThat(loop.isRunning()).isFalse();
        loop.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(loop).hasToString("<EventLoop mine running=false closed=true debug=false>");
    }

    // LOO-20
    @Test
    void aDriverOfItsOwn_canRunTheLoopTurnByTurn() {
        try (EventLoop loop = Loops.virtual().build()) {
            var task = loop.createTask(() -> {
                for (int i = 1; i <= 3; i++) {
                    log.add(i);
                    sleep(Duration.ZERO);
                }
                return "done";
            });
            int turns = 0;
            while (!task.done()) {
                turn(loop);
                turns++;
                log.add("turn " + turns);
            }
            assertThat(task.result()).isEqualTo("done");
        }
        assertThat(log).containsExactly(1, "turn 1", 2, "turn 2", 3, "turn 3", "turn 4");
    }

    // LOO-20
    @Test
    void debug_canBeSwitched() {
        try (EventLoop loop = Loops.virtual().debug(true).build()) {
            assertThat(loop.getDebug()).isTrue();
            loop.setDebug(false);
            assertThat(loop.getDebug()).isFalse();
        }
    }

    // LOO-01
    @Test
    void aCallbackThatFails_doesNotStopTheOthers() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var reports = Loops.collectReports();
            loop.callSoon(() -> log.add("before"));
            loop.callSoon(() -> {
                throw new IllegalArgumentException("broken");
            });
            loop.callLater(ms(0), () -> log.add("timer"));
            loop.callSoon(() -> log.add("after"));
            sleep(ms(1));
            assertThat(reports).hasSize(1);
        });
        assertThat(log).containsExactly("before", "after", "timer");
    }
}
