package io.asyncio4j.monitor.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.Program;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.Programs;
import io.asyncio4j.monitor.support.AttachedTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in Chromium. Left out where that is missing, unless CI is set; the cases are in {@code src/test/browser}. */
class BrowserTest {

    private static Driver driver;

    private Process target;
    private PrintWriter orders;
    private String address;

    @BeforeAll
    static void startBrowser() throws Exception {
        String missing = Driver.missing();
        if (!missing.isEmpty()) {
            assertThat(System.getenv("CI")).as("CI, where nothing may be left out: %s", missing)
                    .isNullOrEmpty();
            IO.println("The tests in the browser are left out: " + missing + ".");
            Assumptions.abort(missing);
        }
        driver = Driver.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (driver != null) {
            driver.close();
        }
    }

    private void start(String kind, Threads threads) throws IOException {
        target = BrowserTargets.start(kind, threads);
        BufferedReader in = target.inputReader();
        address = in.readLine();
        orders = new PrintWriter(target.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    @AfterEach
    void endTarget() {
        if (target != null) {
            target.destroyForcibly().onExit().join();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"load", "sort", "filter", "task", "hostile", "token", "themes", "narrow", "clock",
                "things", "keys",
                "table", "graph", "many", "refused", "buttons", "late", "busy", "leaves"})
    void thePage(String name) throws IOException {
        look(name, Threads.CARRIED);
    }

    /** Where a task stands, who waits for it and where it has been does not depend on what its threads are. */
    @ParameterizedTest
    @ValueSource(strings = {"load", "sort", "filter", "task", "hostile", "themes", "narrow", "things", "keys",
        "table",
        "graph", "refused"})
    void thePage_ofTasksOnPortableThreads(String name) throws IOException {
        look(name, Threads.PORTABLE);
    }

    static Stream<Arguments> troubles() {
        return Stream.of("deadlock", "held", "record", "ended", "starve").flatMap(
                name -> Stream.of(Threads.values()).map(threads -> Arguments.of(name, threads)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whatGoesWrong_isSeenAsItHappens(String name, Threads threads) throws IOException {
        look(name, threads);
    }

    private void look(String name, Threads threads) throws IOException {
        start("monitor", threads);
        driver.run(name + ":" + BrowserTargets.nameOf(threads), address, BrowserTargets.ORDERS.stream()
                .collect(Collectors.toMap(word -> word, word -> () -> orders.println(word))));
    }

    @Test
    void aMonitorThatHasEnded_isSaidToBe() throws IOException {
        start("monitor", Threads.CARRIED);
        driver.run("gone", address, Map.of("kill", () -> target.destroyForcibly().onExit().join()));
    }

    @Test
    void aProgramThatIsSuspended_andOneThatEnds_areSaidToBe() throws IOException {
        start("plain", Threads.PORTABLE);
        assertThat(address).isEqualTo("ready");
        try (var monitor = Monitor.builder().programs(new AttachedTarget(target)).start()) {
            driver.run("suspended", monitor.address().toString(),
                    Map.of("stop", () -> signal("STOP"), "cont", () -> signal("CONT")));
            driver.run("dead", monitor.address().toString(),
                    Map.of("kill", () -> target.destroyForcibly().onExit().join()));
        }
    }

    @Test
    void ofSeveralLoops_oneIsChosen_andIsSaidToEnd() throws IOException {
        start("two loops", Threads.CARRIED);
        driver.run("empty", address, Map.of());
        driver.run("loops", address, Map.of("deadlock", () -> orders.println("deadlock"),
                "end", () -> orders.println("end")));
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aTask_isCancelled_whereThatIsAllowed(Threads threads) throws IOException {
        start("allow cancel", threads);
        driver.run("cancel", address, Map.of());
    }

    /** Two programs. */
    private record Both(AttachedTarget one, AttachedTarget other) implements Programs {

        @Override
        public List<Listed> list() {
            return Stream.of(one, other).flatMap(each -> each.list().stream()).toList();
        }

        @Override
        public Program open(long pid) throws ProgramFailure {
            return (pid == one.process().pid() ? one : other).open(pid);
        }
    }

    @Test
    void ofSeveralPrograms_oneIsChosen() throws IOException {
        Process other = BrowserTargets.start("plain", Threads.CARRIED);
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("ready");
            start("plain", Threads.PORTABLE);
            var both = new Both(new AttachedTarget(other), new AttachedTarget(target));
            try (var monitor = Monitor.builder().programs(both).start()) {
                driver.run("start", monitor.address().toString(), Map.of());
            }
        } finally {
            other.destroyForcibly().onExit().join();
        }
    }

    private void signal(String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(target.pid())).start().waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
