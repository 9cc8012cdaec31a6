package io.asyncio4j.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.LoopThread;
import io.asyncio4j.TaskOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SoakCommandTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static final class Ended {

        private final int status;
        private final String out;
        private final String err;

        Ended(String... arguments) {
            this(SoakCommand.commandLine(), arguments);
        }

        Ended(CommandLine commandLine, String... arguments) {
            var written = new StringWriter();
            var errors = new StringWriter();
            status = commandLine.setOut(new PrintWriter(written, true))
                    .setErr(new PrintWriter(errors, true)).execute(arguments);
            out = written.toString();
            err = errors.toString();
        }
    }

    @Test
    void aFewRounds_findNothing_andSaySo() {
        var ended = new Ended("--rounds", "3", "--seed", "7");
        assertThat(ended.out).startsWith("soak: seed 7, ")
                .contains("soak: 3 rounds in ", " tasks, ", " items, ")
                .endsWith("; nothing lost, nothing left\n");
        assertThat(ended.status).isZero();
    }

    @Test
    void aRoundIsTheSameTasksAgain() {
        assertThat(tasks(new Ended("--rounds", "1", "--seed", "11"))).isEqualTo(
                tasks(new Ended("--rounds", "1", "--seed", "11")))
                .isNotEqualTo(tasks(new Ended("--rounds", "1", "--seed", "12")));
    }

    private static String tasks(Ended ended) {
        return ended.out.replaceAll("(?s).*: ([0-9,]+) tasks.*", "$1");
    }

    @Test
    void aRoundThatHangs_isStatus3_andWhereEverythingStands() {
        var end = new CountDownLatch(1);
        Ended ended;
        try (var thread = LoopThread.startDaemon("hanging")) {
            Asyncio.runCoroutineThreadsafe(() -> {
                Asyncio.createTask(TaskOptions.named("the one that waits"), SoakCommandTest::waitHere);
                Asyncio.sleep(Duration.ZERO);
                return 0;
            }, thread.loop()).join();
            ended = new Ended(
                    SoakCommand.commandLine((round, seed, ledger) -> end.await(), Duration.ofMillis(10)),
                    "--seed", "7");
        } finally {
            end.countDown();
        }
        assertThat(ended.status).isEqualTo(3);
        assertThat(ended.out).contains("soak: round 0 hangs; once more: soak --seed 7 --rounds 1\n",
                "\"the one that waits\" virtual ", "SoakCommandTest.waitHere(");
    }

    private static void waitHere() {
        Asyncio.sleep(HOUR);
    }

    @Test
    void aRoundThatBreaksARule_isStatus1() {
        var ended = new Ended(SoakCommand.commandLine((round, seed, ledger) -> {
            ledger.check(round < 3, "a rule for round %d", round);
        }, HOUR), "--seed", "7");
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.out).contains("""
                soak: round 3 broke a rule; once more: soak --seed 10 --rounds 1
                  a rule for round 3
                """);
    }

    @Test
    void aRoundThatFails_isStatus1() {
        var ended = new Ended(SoakCommand.commandLine((round, seed, ledger) -> {
            throw new IllegalStateException("of its own");
        }, HOUR), "--seed", "7");
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.out).contains("  a round failed: java.lang.IllegalStateException: of its own\n");
    }

    @Test
    void badOptions_areRefused() {
        var ended = new Ended("--minutes", "0");
        assertThat(ended.status).isEqualTo(2);
        assertThat(ended.err).contains("--minutes must be more than 0 and at most a day, not 0.0");
        assertThat(new Ended("--rounds", "0").err).contains("--rounds must be at least 1, not 0");
    }
}
