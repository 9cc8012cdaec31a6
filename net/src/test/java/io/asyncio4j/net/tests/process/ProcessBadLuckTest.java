package io.asyncio4j.net.tests.process;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children that misbehave. */
@Timeout(120)
class ProcessBadLuckTest {

    private static final ProcessOptions PIPES = ProcessOptions.PIPES;
    private static final int GIGABYTE = 1 << 30;

    @Test
    void aGigabyteOfErrors_thatNobodyKeeps_takesNoMemory() {
        run(() -> {
            Process process =
                    createSubprocessShell(PIPES, "head -c " + GIGABYTE + " /dev/zero >&2; echo done");
            long before = used();
            var errors = createTask(() -> {
                long total = 0;
                for (byte[] chunk = process.stderr().read(65536); chunk.length > 0;
                        chunk = process.stderr().read(65536)) {
                    total += chunk.length;
                }
                return total;
            });
            while (!errors.done()) {
                sleep(ms(100));
                assertThat(used() - before).isLessThan(30_000_000);
            }
            assertThat(text(process.stdout().readLine())).isEqualTo("done\n");
            assertThat(errors.await()).isEqualTo(GIGABYTE);
            assertThat(process.waitFor()).isZero();
        });
    }

    @Test // SUB-35: it stays in the pipe, and the child waits
    void aGigabyteOfErrors_thatNobodyReads_takesNoMemory_andTheChildCanBeKilled() {
        run(() -> {
            Process process =
                    createSubprocessShell(PIPES, "echo ready; head -c " + GIGABYTE + " /dev/zero >&2");
            process.stdout().readLine();
            long before = used();
            assertThatThrownBy(() -> timeout(ms(200), () -> process.waitFor()))
                    .isInstanceOf(TimeoutException.class);
            assertThat(used() - before).isLessThan(20_000_000);
            process.close();
            assertThat(process.waitFor()).isEqualTo(-9);
        });
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test // SUB-09, SUB-22
    void aChildThatClosesItsPipesEarly_isReadToTheirEnds_andStillWaitedFor() {
        run(() -> {
            Process process = createSubprocessShell(PIPES,
                    "echo out; echo err >&2; exec 1>&- 2>&-; read line; test \"$line\" = go && exit 4");
            assertThat(text(process.stdout().read())).isEqualTo("out\n");
            assertThat(text(process.stderr().read())).isEqualTo("err\n");
            sleep(ms(20));
            assertThat(process.returnCode()).isNull();
            process.stdin().write("go\n");
            assertThat(process.waitFor()).isEqualTo(4);
        });
    }

    @Test // SUB-12, SUB-34
    void aChildThatClosesItsInputEarly_isNoErrorOfCommunicate_butOfDrain() {
        run(() -> {
            Process process = createSubprocessShell(PIPES, "exec 0<&-; echo closed; exec sleep 100");
            assertThat(text(process.stdout().readLine())).isEqualTo("closed\n");
            assertThatThrownBy(() -> {
                while (true) {
                    process.stdin().write(new byte[10_000]);
                    process.stdin().drain();
                    sleep(ms(1));
                }
            }).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> process.stdin().waitClosed()).isInstanceOf(IOException.class)
                    .hasMessageContaining("nobody reads stdin of process " + process.pid());
            process.close();
            assertThat(process.waitFor()).isEqualTo(-9);
        });
    }

    @Test // SUB-20, SUB-28
    void aChildThatForksAndLeaves_isOver_andClosingGivesItsPipesBack() throws Exception {
        run(() -> createSubprocessExec(PIPES, "true").communicate());
        long[] grandchild = {0};
        try {
            Leaks.assertNone(() -> {
                run(() -> {
                    Process process = createSubprocessShell(PIPES, "sleep 1000 & echo $!; exit 5");
                    grandchild[0] = Long.parseLong(process.stdout().readLine(UTF_8));
                    assertThat(timeout(Duration.ofSeconds(20), () -> process.waitFor())).isEqualTo(5);
                    process.close(); // the grandchild has the other ends open
                    assertThat(ProcessHandle.of(grandchild[0])).isPresent();
                });
                return null;
            });
        } finally {
            ProcessHandle.of(grandchild[0]).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test // SUB-23: asked to end, then killed
    void aChildThatIgnoresSigterm_isKilledWithAllThatItHasStarted() {
        run(() -> {
            Process process = createSubprocessShell(PIPES,
                    "trap '' TERM; sleep 1000 & echo $!; while :; do sleep 0.05; done");
            long grandchild = Long.parseLong(process.stdout().readLine(UTF_8));
            process.terminate();
            assertThatThrownBy(() -> timeout(ms(100), () -> process.waitFor()))
                    .isInstanceOf(TimeoutException.class);
            process.close();
            assertThat(process.waitFor()).isEqualTo(-9);
            for (int i = 0;
                    i < 1000 && ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false); i++) {
                sleep(ms(5));
            }
            assertThat(ProcessHandle.of(grandchild).map(ProcessHandle::isAlive).orElse(false)).isFalse();
        });
    }
}
