package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a loop tells its observers, and when. */
class LoopObserverTest {

    /** Writes down what it is told. */
    private static final class Recorder implements LoopObserver {

        final List<String> log = new ArrayList<>();

        @Override
        public void taskCreated(ObservedTask task) {
            log.add("created " + task.id() + " " + task.getName());
        }

        @Override
        public void taskEnded(ObservedTask task) {
            String how =
                    task.cancelled() ? "cancelled" : task.failure() != null ? "" + task.failure() : "done";
            log.add("ended " + task.getName() + ": " + how);
        }

        @Override
        public void cancelRequested(ObservedTask task, @Nullable Object message) {
            log.add("cancel " + task.getName() + " " + message);
        }

        @Override
        public void runBegins() {
            log.add("run");
        }

        @Override
        public void runEnds() {
            log.add("end of run");
        }

        @Override
        public void stepBegins(Step step) {
            log.add("> " + name(step));
        }

        @Override
        public void stepEnds(Step step) {
            log.add("< " + name(step));
        }

        @Override
        public void waitBegins(long nanos) {
            log.add("wait " + nanos / 1_000_000);
        }

        @Override
        public void waitEnds(long lateNanos) {
            log.add("late " + lateNanos / 1_000_000);
        }

        @Override
        public void turnBegins(int ready) {
            log.add("turn of " + ready);
        }

        private static String name(Step step) {
            return step instanceof ObservedTask task ? task.getName() : "callback";
        }
    }

    private final Recorder recorder = new Recorder();

    @Test
    void everyStepIsToldThoughATaskGoesOnWithoutASwitch() {
        Loops.run(() -> {
            EventLoop.running().addObserver(recorder);
            recorder.log.clear();
            sleep(Duration.ZERO);
            recorder.log.add("slept");
            var a = createTask(TaskOptions.named("a"), () -> recorder.log.add("in a"));
            createTask(TaskOptions.named("b"), () -> recorder.log.add("in b"));
            a.await();
            EventLoop.running().removeObserver(recorder);
            sleep(ms(1));
        });
        assertThat(String.join("\n", recorder.log).replaceAll("Task-\\d+", "main"))
                .isEqualTo("""
                        turn of 1
                        > main
                        slept
                        created 2 a
                        created 3 b
                        < main
                        turn of 2
                        > a
                        in a
                        ended a: done
                        < a
                        > b
                        in b
                        ended b: done
                        < b
                        turn of 1
                        > main""");
    }

    @Test
    void waitsFailuresAndCancellationsAreTold() {
        Loops.run(() -> {
            var loop = EventLoop.running();
            var sleeper = createTask(TaskOptions.named("sleeper"), () -> sleep(ms(50)));
            var failing = createTask(TaskOptions.named("failing"), () -> {
                sleep(ms(7));
                throw new IOException("gone");
            });
            sleep(Duration.ZERO);
            loop.addObserver(recorder);
            assertThatThrownBy(failing::await).isInstanceOf(IOException.class);
            sleeper.cancel("enough");
            loop.removeObserver(recorder);
            recorder.log.add("failure is " + failing.failure() + ", that of sleeper " + sleeper.failure());
        });
        assertThat(String.join("\n", recorder.log).replaceAll("Task-\\d+", "main"))
                .isEqualTo("""
                        wait 7
                        late 0
                        turn of 1
                        > callback
                        < callback
                        turn of 1
                        > failing
                        ended failing: java.io.IOException: gone
                        < failing
                        turn of 1
                        > main
                        cancel sleeper enough
                        failure is java.io.IOException: gone, that of sleeper null""");
    }

    @Test
    void theStepOfAnEagerTaskLiesInThatOfItsCreator() {
        Loops.run(() -> {
            var loop = EventLoop.running();
            sleep(Duration.ZERO);
            loop.addObserver(recorder);
            sleep(Duration.ZERO);
            recorder.log.clear();
            var eager = TaskOptions.named("outer").eager();
            createTask(eager, () -> {
                createTask(TaskOptions.named("inner").eager(), () -> sleep(ms(1)));
                sleep(ms(1));
            });
            loop.callSoon(() -> createTask(TaskOptions.named("of callback").eager(), () -> {}));
            sleep(Duration.ZERO);
            loop.removeObserver(recorder);
        });
        assertThat(String.join("\n", recorder.log).replaceAll("Task-\\d+", "main"))
                .isEqualTo("""
                        created 2 outer
                        > outer
                        created 3 inner
                        > inner
                        < inner
                        < outer
                        < main
                        turn of 2
                        > callback
                        created 4 of callback
                        > of callback
                        ended of callback: done
                        < of callback
                        < callback
                        > main""");
    }

    private static void startWithin(int depth) {
        createTask(TaskOptions.named("level " + depth).eager(), () -> {
            if (depth > 1) {
                startWithin(depth - 1);
            }
        });
    }

    @Test
    void stepsThatLieInEachOther_areToldFromTheInnermostOutwards_howeverManyThereAre() {
        var recorder = new Recorder();
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> startWithin(6));
            loop.addObserver(recorder);
            sleep(Duration.ZERO);
            loop.removeObserver(recorder);
        });
        List<String> open = new ArrayList<>();
        List<String> innermostFirst = new ArrayList<>();
        for (String line : recorder.log) {
            if (line.startsWith("> ")) {
                open.add(line.substring(2));
            } else if (line.startsWith("< ") && !open.isEmpty()) {
                assertThat(line.substring(2)).isEqualTo(open.removeLast());
                innermostFirst.add(line.substring(2));
            }
        }
        assertThat(innermostFirst).containsSubsequence("level 1", "level 2", "level 3", "level 4", "level 5",
                "level 6");
    }

    @Test
    void observerThatThrowsIsRemovedAndLoggedAndTheOthersAreToldAllTheSame() {
        var calls = new ArrayList<String>();
        var bad = new LoopObserver() {
            @Override
            public void stepBegins(Step step) {
                calls.add("bad");
                throw new IllegalStateException("I am broken");
            }

            @Override
            public String toString() {
                return "BadObserver";
            }
        };
        var good = new LoopObserver() {
            @Override
            public void stepBegins(Step step) {
                calls.add("good");
            }
        };
        try (var log = new LogCapture()) {
            Loops.run(() -> {
                EventLoop.running().addObserver(bad);
                EventLoop.running().addObserver(good);
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                calls.add("end");
            });
            assertThat(log.lines()).singleElement().asString()
                    .startsWith("SEVERE Observer BadObserver of <EventLoop ")
                    .endsWith("> has thrown and was removed");
            assertThat(log.thrown()).singleElement().asString().contains("I am broken");
        }
        assertThat(calls).startsWith("bad", "good", "good", "end");
    }

    @Test
    void anotherThreadMayAddAndRemoveWhileTheLoopRuns() throws Exception {
        var added = new CountDownLatch(1);
        var observer = new LoopObserver() {
            @Override
            public void turnBegins(int ready) {
                added.countDown();
            }
        };
        Asyncio.run(() -> {
            var loop = EventLoop.running();
            var other = loop.runInExecutor(null, () -> {
                loop.addObserver(observer);
                added.await();
                loop.removeObserver(observer);
                loop.addObserver(recorder);
                return null;
            });
            while (!other.done()) {
                sleep(Duration.ZERO);
            }
            sleep(Duration.ZERO);
            assertThat(recorder.log).anyMatch(line -> line.startsWith("turn of "));
        });
        assertThat(added.getCount()).isZero();
    }

    @Test
    void eachRunIsToldFromItsBeginningToItsEnd() {
        try (var loop = Loops.virtual().build()) {
            loop.addObserver(recorder);
            for (int run = 0; run < 2; run++) {
                loop.callSoon(loop::stop);
                loop.runForever();
            }
        }
        assertThat(recorder.log).containsExactly(
                "run", "turn of 1", "> callback", "< callback", "end of run",
                "run", "turn of 1", "> callback", "< callback", "end of run");
    }

    @Test
    void oneThatIsRemovedBeforeItsAdditionHasTakenEffectIsToldNothing() throws Exception {
        try (var loop = Loops.virtual().build()) {
            loop.callSoon(() -> {
                loop.stop();
                onThreadOfItsOwn(() -> loop.addObserver(recorder)); // waits in the inbox of a loop that stops
            });
            loop.runForever();
            loop.removeObserver(recorder);
            loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertThat(recorder.log).isEmpty();
    }

    private static void onThreadOfItsOwn(Runnable action) {
        try {
            Thread.ofPlatform().start(action).join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nullIsRefused() {
        try (var loop = Loops.virtual().build()) {
            assertThatThrownBy(() -> loop.addObserver(null)).isInstanceOf(NullPointerException.class)
                    .hasMessage("observer must not be null");
            assertThatThrownBy(() -> loop.removeObserver(null)).isInstanceOf(NullPointerException.class);
        }
    }
}
