package io.asyncio4j.net.tests.process;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children of a subprocess that have its pipes open when it has ended. */
@Timeout(60)
class GrandchildrenTest {

    private static final ProcessOptions PIPES = ProcessOptions.PIPES;
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test // SUB-21: the JDK closes a pipe that nobody waits for when a process ends
    void whatAGrandchildSaysAfterTheEnd_isRead_ifItsPipeIsWaitedFor() {
        run(() -> {
            // it speaks when our end of its input is closed, which is when the child has ended
            Process process = silent("echo; echo >&2; read x; exec 3<&0;"
                    + " { read x <&3; echo late; echo later >&2; } & exit 3");
            process.stdin().write("go\n");
            process.waitFor();
            Output output = process.communicate();
            assertThat(text(output.stdout())).isEqualTo("late\n");
            assertThat(text(output.stderr())).isEqualTo("later\n");
            assertThat(output.isComplete()).isTrue();
            assertThat(process.returnCode()).isEqualTo(3);
        });
    }

    @Test // SUB-21
    void communicateWithAGrace_isNotHeldUpByAGrandchild() throws Exception {
        run(() -> createSubprocessShell("true").waitFor());
        ProcessHandle[] grandchild = {null};
        try {
            Leaks.assertNone(() -> {
                run(() -> {
                    Process process = silent("sleep 1000 & echo; echo >&2; read x; exit 4");
                    grandchild[0] = process.toHandle().descendants().findFirst().orElseThrow();
                    Output output = timeout(LONG, () -> process.communicate(null, ms(300)));
                    assertThat(output.isComplete()).isFalse();
                    assertThat(output).hasToString("<Output stdout=0 bytes stderr=0 bytes incomplete>");
                    assertThat(process.returnCode()).isEqualTo(4);
                    assertThat(grandchild[0].isAlive()).isTrue();
                    Output again = process.communicate();
                    assertThat(again.stdout()).isEmpty();
                    assertThat(again.isComplete()).isTrue();
                });
                return null;
            });
        } finally {
            if (grandchild[0] != null) {
                grandchild[0].destroyForcibly();
            }
        }
    }

    /** A process that has said a line to each output, and has nothing more to say for now: both are being waited for. */
    private static Process silent(String commands) throws IOException {
        Process process = createSubprocessShell(PIPES, commands);
        process.stdout().readLine();
        process.stderr().readLine();
        for (String output : List.of("stdout", "stderr")) {
            while (!isBeingRead(output + " of process " + process.pid())) {
                sleep(ms(5));
            }
        }
        return process;
    }

    private static boolean isBeingRead(String pipe) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().endsWith(pipe))
                .anyMatch(each -> Arrays.stream(each.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("readBytes")));
    }

    @Test // SUB-21: what nobody takes holds nothing up either
    void communicateWithAGrace_leavesInputThatAGrandchildDoesNotRead() {
        run(() -> {
            Process process = createSubprocessShell(PIPES.withStderr(Redirect.DEVNULL),
                    "exec 3<&0; sleep 1000 <&3 >/dev/null & echo $!; exit 0");
            Output output = timeout(LONG, () -> process.communicate(new byte[1_000_000], ms(1500)));
            assertThat(output.isComplete()).isTrue();
            long grandchild = Long.parseLong(text(output.stdout()).strip());
            ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
        });
    }

    @Test // SUB-21
    void aGrace_isForTheTimeAfterTheEnd_andNotSpentWithoutNeed() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "read x; echo got $x");
            Output output =
                    timeout(LONG, () -> process.communicate("it\n".getBytes(UTF_8), Duration.ofDays(1)));
            assertThat(text(output.stdout())).isEqualTo("got it\n");
            assertThat(output.isComplete()).isTrue();

            Process slow = createSubprocessShell(PIPES, "sleep 3.3; echo late; exit 5");
            Output late = slow.communicate(null, Duration.ofSeconds(3)); // the grace is shorter than its life
            assertThat(text(late.stdout())).isEqualTo("late\n");
            assertThat(late.isComplete()).isTrue();
            assertThat(slow.returnCode()).isEqualTo(5);
        });
    }
}
