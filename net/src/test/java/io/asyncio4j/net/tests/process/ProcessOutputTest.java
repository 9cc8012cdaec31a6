package io.asyncio4j.net.tests.process;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.internal.pipe.PipeInput;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A child's output, which a thread reads when there is nothing, and the loop while there is something. */
@Timeout(120)
class ProcessOutputTest {

    private static final int NUMBERS = 2_000_000;
    // as long as the thread leaves the output to a loop that does not come
    private static final Duration PATIENCE = ms(100);

    @Test
    void whoeverReadsIt_nothingIsLostOrChangesPlaces() {
        run(() -> {
            try (Process process = createSubprocessShell(ProcessOptions.PIPES, "seq " + NUMBERS)) {
                StreamReader output = process.stdout();
                var all = new StringBuilder();
                int size = 1;
                while (true) {
                    byte[] some = output.read(size);
                    if (some.length == 0) {
                        break;
                    }
                    all.append(new String(some, StandardCharsets.US_ASCII));
                    size = size * 3 % 200_003;
                    if (size % 50 == 0) {
                        sleep(size % 100 == 0 ? Duration.ZERO : PATIENCE.plusMillis(20));
                    }
                }
                String[] lines = all.toString().split("\n");
                assertThat(lines).hasSize(NUMBERS);
                for (int i = 0; i < NUMBERS; i++) {
                    assertThat(Integer.parseInt(lines[i])).isEqualTo(i + 1);
                }
            }
        });
    }

    @Test
    void whoAsksAndWaits_isNotLeftToTheThreadsPatience() {
        run(() -> {
            try (Process process = createSubprocessExec(ProcessOptions.PIPES, "cat")) {
                int rounds = 300;
                Duration begin = EventLoop.running().time();
                for (int i = 0; i < rounds; i++) {
                    process.stdin().write(("question " + i + "\n").getBytes(StandardCharsets.US_ASCII));
                    assertThat(process.stdout().readLine(StandardCharsets.US_ASCII))
                            .isEqualTo("question " + i);
                }
                assertThat(EventLoop.running().time().minus(begin))
                        .isLessThan(PATIENCE.multipliedBy(rounds / 2));
                process.stdin().close();
                assertThat(process.waitFor()).isZero();
            }
        });
    }

    @Test
    void whatCameBeforeTheEnd_isThere_howeverLateItIsRead() {
        run(() -> {
            try (Process process = createSubprocessShell(ProcessOptions.PIPES, "seq 1000; exit 3")) {
                assertThat(process.stdout().readLine(StandardCharsets.US_ASCII)).isEqualTo("1");
                assertThat(process.waitFor()).isEqualTo(3);
                sleep(PATIENCE.plusMillis(50));
                byte[] rest = process.stdout().read();
                assertThat(new String(rest, StandardCharsets.US_ASCII)).startsWith("2\n3\n")
                        .endsWith("\n999\n1000\n");
            }
        });
    }

    @Test // SUB-21: what the thread has taken before somebody ends the input
    void whatTheThreadIsAheadBy_isReadBehindTheEnd() {
        run(() -> {
            byte[] all = new byte[200_000];
            new Random(1).nextBytes(all);
            var pipe = new PipeInput(new ByteArrayInputStream(all), "bytes", false);
            try (Connection input = Connection.over(pipe, 1000)) {
                while (pipe.heldUpSince() == null) {
                    sleep(ms(1));
                }
                pipe.finish(); // it holds two chunks of 64 KiB, one of which the loop has no room for
                assertThat(input.reader().read()).isEqualTo(Arrays.copyOf(all, 2 * 65536));
            }
        });
    }
}
