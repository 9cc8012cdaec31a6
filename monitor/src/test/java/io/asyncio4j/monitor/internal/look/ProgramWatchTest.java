package io.asyncio4j.monitor.internal.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.monitor.Program;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.Programs;
import io.asyncio4j.monitor.support.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanServerConnection;
import org.junit.jupiter.api.Test;

/** How a program is looked at, while somebody wants that. */
class ProgramWatchTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final Duration SHORT = Duration.ofMillis(300);

    private static void awaitState(ProgramWatch watch, ProgramWatch.State state) {
        Watched.eventually(watch::state, state::equals);
    }

    /** Else the page would say that the program has been silent for as long as nobody has asked it. */
    @Test
    void whenNobodyHasLookedForAWhile_itBeginsAnew() {
        try (var watch = new ProgramWatch(new ThisJvm(), PID, SHORT)) {
            watch.touch();
            awaitState(watch, ProgramWatch.State.WATCHED);
            awaitState(watch, ProgramWatch.State.CONNECTING);
            watch.touch();
            awaitState(watch, ProgramWatch.State.WATCHED);
        }
    }

    /** A program may have a loop for each request. */
    @Test
    void ofTheLoopsThatHaveEnded_theLastOnesAreKept() {
        try (var watch = new ProgramWatch(new ThisJvm(), PID);
                var _ = LoopThread.start("stays", EventLoop.builder().name("stays"))) {
            var threads = new ArrayList<LoopThread>();
            for (int i = 0; i < 20; i++) {
                threads.add(LoopThread.start("short-" + i, EventLoop.builder().name("short-" + i)));
            }
            Watched.eventually(() -> {
                watch.touch();
                return names(watch);
            }, names -> names.size() == 21);
            threads.getFirst().close();
            Watched.eventually(() -> {
                watch.touch();
                return watch.loops().stream().filter(LoopWatch::isGone).count();
            }, gone -> gone == 1);
            threads.forEach(LoopThread::close);
            Watched.eventually(() -> {
                watch.touch();
                return names(watch);
            }, names -> names.size() == 17);
            assertThat(names(watch)).contains("stays").as("who was the first to end")
                    .doesNotContain("short-0");
        }
    }

    private static List<String> names(ProgramWatch watch) {
        return watch.loops().stream().map(LoopWatch::name)
                .filter(name -> name.startsWith("short-") || name.equals("stays")).toList();
    }

    /** A program with more tasks than there is memory for. */
    private record TooMuch(long pid) implements Program, Programs {

        @Override
        public List<Listed> list() {
            return List.of();
        }

        @Override
        public Program open(long pid) {
            return this;
        }

        @Override
        public String version() {
            return "0.1";
        }

        @Override
        public MBeanServerConnection beans() {
            throw new OutOfMemoryError();
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void withoutMemory_itSaysSo() {
        try (var watch = new ProgramWatch(new TooMuch(4_711), 4_711)) {
            watch.touch();
            awaitState(watch, ProgramWatch.State.FAILED);
            assertThat(watch.message())
                    .isEqualTo("the monitor has too little memory for the tasks of process 4711;"
                            + " give its JVM more (-Xmx), or close the pages of other programs");
        }
    }

    @Test
    void closed_nobodyIsWatchedAnyMore_whoeverStillAsks() throws Exception {
        var watches = new Watches(new ThisJvm());
        ProgramWatch watch = watches.of(PID);
        watches.close();
        assertThatThrownBy(() -> watches.of(PID)).isInstanceOf(ProgramFailure.class)
                .hasMessage("the monitor is being closed");
        Watched.eventually(() -> Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList(),
                names -> !names.contains("asyncio4j-monitor-" + PID));
        watch.touch();
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .doesNotContain("asyncio4j-monitor-" + PID);
    }

    /** A page asks for the points after its last one, and does not know that the loop is another one meanwhile. */
    @Test
    void pointsOfALaterWatch_haveGreaterNumbers() {
        var first = new Curves();
        for (int i = 0; i < 3; i++) {
            first.add(i, 0, 0, 0, 0, 0);
        }
        var second = new Curves();
        second.add(0, 0, 0, 0, 0, 0);
        assertThat(second.after(first.after(0).getLast().number())).hasSize(1);
        assertThat(first.after(first.after(0).getFirst().number())).hasSize(2);
    }
}
