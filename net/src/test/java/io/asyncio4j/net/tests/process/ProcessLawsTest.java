package io.asyncio4j.net.tests.process;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.net.tests.kit.Jvm;
import io.asyncio4j.net.tests.kit.Log;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the laws of subprocesses: what they inherit, when what is known, and what is told. */
@Timeout(60)
class ProcessLawsTest {

    private static final ProcessOptions PIPES = ProcessOptions.PIPES;

    @Test // SUB-07
    void aChild_inheritsItsThreeStreamsAndNothingElse() {
        run(() -> {
            try (Process first = createSubprocessExec(PIPES, "cat")) {
                Process second = createSubprocessExec(PIPES, "cat");
                second.stdin().write("x"); // when that comes back, the program runs
                assertThat(text(second.stdout().read(1))).isEqualTo("x");
                try (var descriptors = Files.list(Path.of("/proc", Long.toString(second.pid()), "fd"))) {
                    assertThat(descriptors.map(each -> each.getFileName().toString()))
                            .containsExactlyInAnyOrder("0", "1", "2");
                }
                first.stdin().close(); // nobody else has it open
                assertThat(first.waitFor()).isZero();
                second.close();
            }
        });
    }

    @Test // SUB-01
    void whatIsAppendedToAFile_comesBehindWhatItHas(@TempDir Path folder) {
        run(() -> {
            Path log = Files.writeString(folder.resolve("log"), "begin\n");
            var appending = ProcessOptions.DEFAULT.withStdout(Redirect.appendTo(log))
                    .withStderr(Redirect.appendTo(log));
            createSubprocessShell(appending, "echo one; echo error >&2").waitFor();
            createSubprocessShell(appending, "echo two").waitFor();
            assertThat(log).hasContent("begin\none\nerror\ntwo\n");
            assertThatThrownBy(
                    () -> createSubprocessShell(PIPES.withStdin(Redirect.appendTo(log)), "cat"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("standard input cannot be appending to " + log);
        });
    }

    @Test // SUB-08
    void devStdin_works() {
        run(() -> {
            Process cat = createSubprocessExec(PIPES, "cat", "/dev/stdin");
            assertThat(text(cat.communicate(bytes("hello")).stdout())).isEqualTo("hello");
        });
    }

    @Test // SUB-18
    void waitingForAChildThatWaitsForItsReader_isNamedInDebugMode() {
        try (Log log = Log.of("io.asyncio4j.process", Level.WARNING)) {
            run(() -> {
                EventLoop.running().setDebug(true);
                try (Process yes = createSubprocessExec(PIPES.withStderr(Redirect.DEVNULL), "yes")) {
                    Task<?> waiting = createTask(yes::waitFor);
                    while (log.lines().isEmpty()) {
                        sleep(ms(20));
                    }
                    assertThat(log.lines().getFirst()).contains("stdout of process " + yes.pid())
                            .contains("is full and has not been read for").contains("is blocked")
                            .contains("communicate()");
                    waiting.cancel();
                }
            });
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test // SUB-18
    void aChildWhoseOutputIsRead_isNotNamed() {
        try (Log log = Log.of("io.asyncio4j.process", Level.WARNING)) {
            run(() -> {
                EventLoop.running().setDebug(true);
                Process slow = createSubprocessShell(PIPES, "head -c 300000 /dev/zero; sleep 2.3; echo x");
                Task<?> waiting = createTask(slow::waitFor);
                sleep(ms(100)); // it waits for its reader, but not for long
                assertThat(slow.stdout().read()).hasSize(300_002);
                waiting.await();
            });
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test // SUB-22
    void outputComesInOrder_withOneEnd_whenevertheExitIsKnown() {
        run(() -> {
            for (boolean waitFirst : new boolean[] {true, false}) {
                Process shell = createSubprocessShell(PIPES, "echo a; echo b; echo c >&2; echo d");
                if (waitFirst) {
                    assertThat(shell.waitFor()).isZero();
                }
                List<String> lines = new ArrayList<>();
                for (String line; (line = shell.stdout().readLine(UTF_8)) != null;) {
                    lines.add(line);
                }
                assertThat(lines).containsExactly("a", "b", "d");
                assertThat(shell.stdout().readLine(UTF_8)).isNull();
                assertThat(text(shell.stderr().read())).isEqualTo("c\n");
                assertThat(shell.waitFor()).isZero();
            }
        });
    }

    @Test // SUB-24
    void kill_isForTheChildAlone() {
        run(() -> {
            Process shell = createSubprocessShell(PIPES, "sleep 100 & echo $!; wait");
            ProcessHandle grandchild =
                    ProcessHandle.of(Long.parseLong(shell.stdout().readLine(UTF_8))).orElseThrow();
            try {
                shell.kill();
                assertThat(shell.waitFor()).isEqualTo(-9);
                sleep(ms(20));
                assertThat(grandchild.isAlive()).isTrue();
            } finally {
                grandchild.destroyForcibly();
            }
        });
    }

    @Test // SUB-30
    void aChildThatEndsAfterItsLoop_disturbsNobody() throws Exception {
        List<Object> reports = new ArrayList<>();
        ProcessHandle[] child = {null};
        Process[] object = {null};
        run(() -> {
            reports.add(collectReports());
            object[0] = createSubprocessExec(PIPES, "cat");
            child[0] = object[0].toHandle();
        });
        child[0].onExit().get(); // closing the loop has killed it
        object[0].close();
        object[0].kill();
        assertThat(reports).containsExactly(List.of());
    }

    @Test // SUB-32, SUB-36
    void aLoopOnAnyThread_hearsOfItsChildren() throws Exception {
        List<Integer> codes = new ArrayList<>();
        var thread = Thread.ofPlatform().start(() -> run(() -> {
            List<Process> many = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                many.add(createSubprocessExec("sh", "-c", "exit " + i));
            }
            for (Process each : many) {
                codes.add(each.waitFor());
            }
        }));
        thread.join();
        assertThat(codes).hasSize(20).startsWith(0, 1, 2).endsWith(18, 19);
    }

    @Test // SUB-33
    void cancellingAWait_whileTheChildEnds_isAlwaysOneOrTheOther() {
        run(() -> {
            var reports = collectReports();
            for (int i = 0; i < 30; i++) {
                Process child = createSubprocessExec("true");
                Task<Integer> waiting = createTask(child::waitFor);
                ticks(1);
                if (i % 2 == 0) {
                    while (child.toHandle().isAlive()) {
                        Thread.onSpinWait(); // the end is on its way to the loop
                    }
                } else {
                    sleep(Duration.ofNanos(i * 50_000L));
                }
                waiting.cancel();
                try {
                    assertThat(waiting.await()).isZero();
                } catch (io.asyncio4j.CancelledError e) {
                    assertThat(child.waitFor()).isZero();
                }
            }
            assertThat(reports).isEmpty();
        });
    }

    /** Sends a signal where there are no programs. */
    static final class WithoutPrograms {

        public static void main(String[] args) {
            run(() -> {
                Process shell = createSubprocessShell(PIPES, "read x");
                shell.sendSignal(10);
                System.out.println(shell.waitFor());
            });
        }
    }

    @Test // SUB-23: the images of containers often have no kill
    void aSignal_needsNoProgramButTheShell() {
        run(() -> {
            try (Process java = Jvm.start("export PATH=/nowhere;", WithoutPrograms.class)) {
                assertThat(text(java.stdout().read())).isEqualTo("-10\n");
                assertThat(java.waitFor()).isZero();
            }
        });
    }

    @Test // SUB-37
    void theLogOfAStart_namesTheProgram_andNotItsArguments() {
        try (Log log = Log.of("io.asyncio4j.process", Level.FINE)) {
            run(() -> {
                EventLoop.running().setDebug(true);
                createSubprocessExec(PIPES.withStdin(Redirect.DEVNULL), "true", "--password=secret")
                        .communicate();
            });
            assertThat(log.lines()).anyMatch(line -> line.equals(
                    "starting true, stdin DEVNULL, stdout PIPE, stderr PIPE"));
            assertThat(log.lines()).noneMatch(line -> line.contains("secret"));
        }
    }
}
