package io.asyncio4j.net.tests.process;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.net.tests.kit.OverflowSweep;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subprocesses are talked to, waited for and ended where the stack overflows within that: at each frame in turn. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepProcessTest {

    private static final int ROUNDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private interface Story {
        void tell(Process process) throws Exception;
    }

    private interface Ending {
        void end(Process process) throws Exception;
    }

    private static void rounds(Story story, String... command) {
        Asyncio.run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                timeout(PATIENCE, () -> {
                    try (Process process = Processes.createSubprocessExec(ProcessOptions.PIPES, command[0],
                            Arrays.copyOfRange(command, 1, command.length))) {
                        story.tell(process);
                    }
                });
            }
        });
    }

    @Test
    void whatIsWrittenToAChild_comesBackWholeAndOnce() {
        rounds(process -> {
            byte[] input = new byte[200_000];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) (i / 100);
            }
            Task<byte[]> output = createTask(() -> process.stdout().read());
            int from = 0;
            for (int length : new int[] {10, 3_000, 0, 40_000, 1, 100_000, 56_989}) {
                int begin = from;
                OverflowSweep.of(() -> process.stdin().write(input, begin, length));
                if (length % 2 == 0) {
                    OverflowSweep.of(process.stdin()::drain);
                }
                from += length;
            }
            assertThat(from).isEqualTo(input.length);
            OverflowSweep.of(process.stdin()::close);
            assertThat(Arrays.mismatch(output.await(), input)).isEqualTo(-1);
            assertThat(process.waitFor()).isZero();
        }, "cat");
    }

    @Test
    void whatAChildWrites_isReadOnce() {
        rounds(process -> {
            process.stdin().write("one\ntwo\nthree\n");
            process.stdin().close();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                byte[][] line = new byte[1][];
                OverflowSweep.of(() -> line[0] = process.stdout().readLine());
                lines.add(text(line[0]));
            }
            assertThat(lines).containsExactly("one\n", "two\n", "three\n");
            int[] status = {-1};
            OverflowSweep.of(() -> status[0] = process.waitFor());
            assertThat(status[0]).isZero();
        }, "cat");
    }

    @Test
    void communicating_losesNothing() {
        rounds(process -> {
            byte[] input = bytes("some input\n".repeat(10_000));
            Output[] output = new Output[1];
            OverflowSweep.of(() -> output[0] = process.communicate(input));
            assertThat(Arrays.mismatch(output[0].stdout(), input)).isEqualTo(-1);
        }, "cat");
    }

    private static void ends(Ending ending, int status) {
        rounds(process -> {
            Task<Integer> waiting = createTask(() -> process.waitFor());
            ticks(1);
            VoidCoroutine end = () -> ending.end(process);
            OverflowSweep.of(end);
            assertThat(waiting.await()).isEqualTo(status);
        }, "sleep", "60");
    }

    @Test
    void killing_killsIt() {
        ends(Process::kill, -9);
        ends(Process::killTree, -9);
        ends(Process::close, -9);
    }

    @Test
    void terminating_terminatesIt() {
        ends(Process::terminate, -15);
        ends(process -> process.sendSignal(10), -10); // not SIGINT, which a shell's background jobs ignore
    }
}
