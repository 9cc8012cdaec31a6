package io.asyncio4j.net.tests.process;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Signal;
import io.asyncio4j.Task;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessTest {

    private static final ProcessOptions PIPES = ProcessOptions.PIPES;
    private static final int USR1 = 10;

    @Test // SUB-01, SUB-02, SUB-09
    void communicate_feedsAndReads() {
        run(() -> {
            Process cat = createSubprocessExec(PIPES, "cat");
            assertThat(cat.returnCode()).isNull();
            assertThat(cat.pid()).isPositive();
            assertThat(cat).hasToString("<Process " + cat.pid() + ">");
            byte[] much = new byte[3_000_000];
            Output output = cat.communicate(much);
            assertThat(output.stdout()).hasSize(much.length);
            assertThat(output.stderr()).isEmpty();
            assertThat(cat.returnCode()).isZero();
            assertThat(cat.communicate()).satisfies(again -> assertThat(again.stdout()).isEmpty()); // SUB-14
            assertThat(cat).hasToString("<Process " + cat.pid() + " returncode=0>");
        });
    }

    @Test // SUB-02
    void pipesAreStreams() {
        run(() -> {
            Process shell = createSubprocessShell(PIPES,
                    "while read line; do echo \"got $line\"; done; echo end >&2");
            shell.stdin().write("one\n");
            shell.stdin().drain();
            assertThat(text(shell.stdout().readLine())).isEqualTo("got one\n");
            shell.stdin().write("two\n");
            assertThat(text(shell.stdout().readLine())).isEqualTo("got two\n");
            shell.stdin().writeEof();
            assertThat(text(shell.stderr().read())).isEqualTo("end\n");
            assertThat(shell.stdout().read()).isEmpty();
            assertThat(shell.waitFor()).isZero();
        });
    }

    @Test // SUB-01
    void streamsGoWhereTheyShall(@TempDir Path folder) {
        run(() -> {
            Path in = Files.writeString(folder.resolve("in"), "input");
            Path out = folder.resolve("out");
            var options = ProcessOptions.DEFAULT.withStdin(Redirect.from(in)).withStdout(Redirect.to(out))
                    .withStderr(Redirect.DEVNULL);
            Process process = createSubprocessShell(options, "cat; echo no >&2");
            assertThat(process.stdin()).isNull();
            assertThat(process.stdout()).isNull();
            assertThat(process.stderr()).isNull();
            assertThat(process.waitFor()).isZero();
            assertThat(out).hasContent("input");
            Process joined = createSubprocessShell(PIPES.withStderr(Redirect.STDOUT), "echo a; echo b >&2");
            assertThat(text(joined.communicate().stdout())).isEqualTo("a\nb\n");
            assertThat(joined.stderr()).isNull();
            assertThatThrownBy(() -> createSubprocessExec(PIPES.withStdin(Redirect.STDOUT), "true"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("standard input cannot be STDOUT");
            assertThatThrownBy(() -> createSubprocessExec(PIPES.withStdout(Redirect.STDOUT), "true"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("standard output cannot be STDOUT");
        });
    }

    @Test // SUB-04
    void whatCannotBeStarted_isNamed_andNothingStays(@TempDir Path folder) throws Exception {
        run(() -> createSubprocessExec("true").waitFor());
        Leaks.assertNone(() -> {
            run(() -> {
                assertThatThrownBy(() -> createSubprocessExec(PIPES, "no-such-program-x"))
                        .isInstanceOf(NoSuchFileException.class).hasMessageContaining("no-such-program-x");
                assertThatThrownBy(
                        () -> createSubprocessExec(PIPES.withDirectory(folder.resolve("missing")), "true"))
                        .isInstanceOf(NoSuchFileException.class).hasMessageContaining("missing");
                Path plain = Files.writeString(folder.resolve("plain"), "text");
                assertThatThrownBy(() -> createSubprocessExec(PIPES, plain.toString()))
                        .isInstanceOf(AccessDeniedException.class).hasMessageContaining("plain");
            });
            return null;
        });
    }

    @Test // SUB-05, SUB-06
    void environmentDirectoryAndArguments_reachTheChild(@TempDir Path folder) {
        run(() -> {
            var options = PIPES.withEnvironment(Map.of("ONLY", "this")).withDirectory(folder);
            Process process =
                    createSubprocessExec(options, "/bin/sh", "-c", "echo $ONLY $HOME; pwd -P; echo \"$1\"",
                            "sh", "a b  $c");
            assertThat(text(process.communicate().stdout()))
                    .isEqualTo("this\n" + folder.toRealPath() + "\na b  $c\n");
        });
    }

    @Test // SUB-10, SUB-11
    void communicateWithoutInput_closesStdin_andInputNeedsAPipe() {
        run(() -> {
            assertThat(createSubprocessExec(PIPES, "cat").communicate(new byte[0]).stdout()).isEmpty();
            Process process = createSubprocessExec(ProcessOptions.DEFAULT, "true");
            assertThatThrownBy(() -> process.communicate(bytes("x")))
                    .isInstanceOf(IllegalArgumentException.class);
            process.waitFor();
        });
    }

    @Test // SUB-12
    void aChildThatDoesNotRead_isHeardAllTheSame() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "exec 0<&-; echo said; exit 3");
            Output output = process.communicate(new byte[1_000_000]);
            assertThat(text(output.stdout())).isEqualTo("said\n");
            assertThat(process.returnCode()).isEqualTo(3);
        });
    }

    @Test // SUB-13, and DESIGN: the tree dies with a cancelled communicate
    void aCancelledCommunicate_killsTheTree_andLosesNoOutput(@TempDir Path folder) {
        run(() -> {
            Path said = folder.resolve("said");
            Process process = createSubprocessShell(PIPES,
                    "echo before; sleep 1000 & echo $!; : > '" + said + "'; wait");
            var communicating = createTask(() -> process.communicate());
            ticks(2);
            while (!Files.exists(said)) {
                sleep(ms(5));
            }
            communicating.cancel();
            assertThatThrownBy(communicating::await).isInstanceOf(CancelledError.class);
            String[] lines = text(process.communicate().stdout()).split("\n");
            assertThat(lines[0]).isEqualTo("before");
            assertThat(process.returnCode()).isEqualTo(-9);
            awaitEnd(Long.parseLong(lines[1]));
        });
    }

    private static void awaitEnd(long pid) {
        for (int i = 0; i < 1000 && isRunning(pid); i++) {
            sleep(ms(5));
        }
        assertThat(isRunning(pid)).isFalse();
    }

    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                && !stateOf(pid).equals("Z");
    }

    private static String stateOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException e) {
            return "Z";
        }
    }

    @Test // SUB-15
    void anyNumberMayWait_beforeAndAfterTheEnd() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "read x; exit 7");
            var waiting = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 3; i++) {
                waiting.add(createTask(() -> process.waitFor()));
            }
            ticks(2);
            waiting.get(1).cancel();
            process.stdin().close();
            assertThat(waiting.get(0).await()).isEqualTo(7);
            assertThat(waiting.get(2).await()).isEqualTo(7);
            assertThat(process.waitFor()).isEqualTo(7);
            assertThat(waiting.get(1).cancelled()).isTrue(); // SUB-25
        });
    }

    @Test // SUB-16, SUB-23
    void signals_showInTheReturnCode() {
        run(() -> {
            Process killed = createSubprocessExec(PIPES, "sleep", "1000");
            killed.kill();
            assertThat(killed.returnCode()).isNull(); // SUB-17: only when the loop has heard of it
            assertThat(killed.waitFor()).isEqualTo(-9);
            killed.kill();
            killed.terminate();
            killed.sendSignal(Signal.SIGHUP); // it has ended: nothing happens
            Process ended = createSubprocessExec(PIPES, "sleep", "1000");
            ended.terminate();
            assertThat(ended.waitFor()).isEqualTo(-15);
            Process other = createSubprocessExec(PIPES, "sleep", "1000");
            other.sendSignal(USR1); // whoever starts the tests may have made SIGHUP and SIGINT be ignored
            assertThat(other.waitFor()).isEqualTo(-USR1);
            assertThat(createSubprocessShell("exit 137").waitFor()).isEqualTo(137);
        });
    }

    @Test // SUB-23
    void aSignalThatThereIsNot_isSaid_andOneThatIsNone_changesNothing() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "read x; exit 128");
            for (int wrong : new int[] {999, 65, -5}) {
                assertThatThrownBy(() -> process.sendSignal(wrong))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("there is no signal " + wrong);
            }
            process.sendSignal(0);
            process.stdin().close();
            assertThat(process.waitFor()).isEqualTo(128);
        });
    }

    @Test // SUB-19
    void whatAChildSaysWhenItIsTerminated_isHeard() {
        run(() -> {
            Process process = createSubprocessShell(PIPES,
                    "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.02; done");
            process.stdout().readLine();
            process.terminate();
            assertThat(process.waitFor()).isZero();
            assertThat(text(process.stdout().read())).isEqualTo("bye\n");
        });
    }

    @Test // SUB-19
    void outputWrittenBeforeTheEnd_isNeverLost() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "echo hello; exit 0");
            process.waitFor();
            sleep(ms(20));
            assertThat(text(process.stdout().read())).isEqualTo("hello\n");
        });
    }

    @Test // SUB-20
    void aGrandchildThatKeepsThePipe_doesNotHoldTheWaitUp() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "sleep 1000 & echo $!");
            long grandchild = pidSaidBy(process);
            timeout(Duration.ofSeconds(10), () -> process.waitFor());
            assertThat(isRunning(grandchild)).isTrue();
            ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
            assertThat(process.stdout().read()).isEmpty();
        });
    }

    @Test // SUB-26, SUB-27
    void cancellingTheStart_leavesNoProcessBehind() {
        run(() -> {
            createSubprocessExec("true").waitFor();
            for (int i = 0; i < 10; i++) {
                var starting = createTask(() -> createSubprocessExec(PIPES, "sleep", "1000"));
                if (i < 5) {
                    ticks(i + 1);
                } else {
                    sleep(ms(i - 5));
                }
                if (starting.cancel()) {
                    assertThatThrownBy(starting::await).isInstanceOf(CancelledError.class);
                } else {
                    starting.result().close();
                }
            }
            for (int i = 0; i < 200 && children() > 0; i++) {
                sleep(ms(5));
            }
            assertThat(children()).isZero();
        });
    }

    private static long children() {
        return ProcessHandle.current().children()
                .filter(child -> child.info().command().orElse("").endsWith("sleep")).count();
    }

    @Test // SUB-28, SUB-29
    void closing_killsARunningProcess() {
        run(() -> {
            Process process = createSubprocessExec(PIPES, "sleep", "1000");
            try (process) {
                assertThat(process.returnCode()).isNull();
            }
            assertThat(process.waitFor()).isEqualTo(-9);
            process.close();
        });
    }

    @Test // SUB-29
    void closingTheLoop_killsWhatStillRuns() {
        EventLoop loop = EventLoop.create();
        long[] pids = new long[2];
        loop.runUntilComplete(() -> {
            Process process = createSubprocessShell(PIPES, "sleep 1000 & echo $!; wait");
            pids[0] = process.pid();
            pids[1] = pidSaidBy(process);
        });
        assertThat(isRunning(pids[0]) && isRunning(pids[1])).isTrue();
        loop.close();
        run(() -> {
            awaitEnd(pids[0]);
            awaitEnd(pids[1]); // and what it has started
        });
    }

    private static long pidSaidBy(Process process) throws IOException {
        return Long.parseLong(text(process.stdout().readLine()).strip());
    }

    @Test // SUB-29
    void killTree_killsWhatAProcessHasStarted_butNothingOnceItHasEnded() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "sleep 1000 & echo $!; wait");
            long child = pidSaidBy(process);
            process.killTree();
            assertThat(process.waitFor()).isEqualTo(-9);
            awaitEnd(child);
            Process ended = createSubprocessShell(PIPES, "sleep 1000 & echo $!");
            long left = pidSaidBy(ended);
            ended.waitFor();
            ended.killTree();
            ended.close();
            assertThat(isRunning(left)).isTrue();
            ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
        });
    }

    @Test // SUB-34
    void writingToAChildThatIsGone_fails() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "exec 0<&-; sleep 0.05");
            assertThatThrownBy(() -> {
                while (true) {
                    process.stdin().write(new byte[100_000]);
                    process.stdin().drain();
                }
            }).isInstanceOf(IOException.class);
            process.waitFor();
            assertThat(process.stdin().isClosing()).isTrue();
        });
    }

    @Test // SUB-35, PIP-04
    void outputThatNobodyReads_staysInThePipe() {
        run(() -> {
            Process yes = createSubprocessExec(PIPES, "yes");
            sleep(ms(100));
            assertThat(text(yes.stdout().readExactly(4))).isEqualTo("y\ny\n");
            yes.kill();
            yes.waitFor();
            assertThat(yes.stdout().read().length).isLessThan(1_000_000);
        });
    }

    @Test // SUB-36: they must not stop toThread
    void manySilentChildren_holdNothingUp() {
        run(() -> {
            List<Process> children = new ArrayList<>();
            taskGroup(g -> {
                for (int i = 0; i < 200; i++) {
                    g.createTask(() -> children.add(createSubprocessExec(PIPES, "sleep", "1000")));
                }
            });
            List<Task<byte[]>> readers = new ArrayList<>();
            for (Process child : children) {
                readers.add(createTask(() -> child.stdout().read()));
            }
            ticks(3);
            int answer = timeout(Duration.ofSeconds(5), () -> toThread(() -> 42));
            assertThat(answer).isEqualTo(42);
            children.forEach(Process::kill);
            for (int i = 0; i < children.size(); i++) {
                assertThat(children.get(i).waitFor()).isEqualTo(-9);
                assertThat(readers.get(i).await()).isEmpty();
            }
        });
    }

    @Test
    void manyChildren_leaveNoDescriptorNoThreadAndNoZombie() throws Exception {
        run(() -> createSubprocessExec(PIPES, "true").communicate());
        Leaks.assertNone(() -> {
            run(() -> taskGroup(g -> {
                for (int i = 0; i < 30; i++) {
                    int status = i;
                    g.createTask(() -> {
                        Process process = createSubprocessShell(PIPES, "cat; echo x >&2; exit " + status);
                        Output output = process.communicate(bytes("data"));
                        assertThat(text(output.stdout())).isEqualTo("data");
                        assertThat(process.returnCode()).isEqualTo(status);
                    });
                }
            }));
            return null;
        });
        assertThat(ProcessHandle.current().children().count()).isZero();
        run(() -> {
            for (int i = 0; i < 400 && pumps() > 0; i++) {
                sleep(ms(5));
            }
        });
        assertThat(pumps()).isZero();
    }

    private static long pumps() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("asyncio4j std")
                        || thread.getName().matches("asyncio4j-process-\\d+"))
                .count();
    }
}
