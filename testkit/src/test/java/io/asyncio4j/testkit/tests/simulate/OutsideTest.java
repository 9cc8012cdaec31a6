package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Net;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.tests.support.Launched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a simulation says of work that waits for its loop, and of sockets. */
class OutsideTest {

    private static String askTheLoop(io.asyncio4j.testkit.TestLoop test) throws Exception {
        return Asyncio.blocking(() -> Asyncio
                .runCoroutineThreadsafe(() -> Asyncio.sleep(Duration.ofMillis(1), "answer"), test.loop())
                .join());
    }

    // such a call holds the loop itself, so nobody on the loop's side could say so
    @Test
    @Timeout(value = 40, unit = TimeUnit.SECONDS)
    void blockingCallThatWaitsForTheLoop_isNamed_longBeforeTheLimit() {
        assertThatThrownBy(() -> Simulation.run(OutsideTest::askTheLoop)).isInstanceOf(StuckError.class)
                .hasMessageContaining("has sent something to the loop and waits for the answer")
                .hasMessageContaining("It waits at").hasMessageContaining("OutsideTest")
                .hasMessageContaining("-Dasyncio4j.seed=");
        assertThatThrownBy(() -> Exploration.run(OutsideTest::askTheLoop)).isInstanceOf(StuckError.class)
                .hasMessageContaining("waits for the answer").hasMessageContaining("in schedule 1");
    }

    @Test
    void blockingCallThatOnlyTellsTheLoop_isWell() {
        new Simulation().seeds(3).start(test -> {
            var told = test.loop().<String>createFuture();
            Asyncio.blocking(() -> test.loop().callSoonThreadsafe(() -> told.setResult("told")));
            assertThat(told.await()).isEqualTo("told");
        });
    }

    @Test
    void realSocket_isRefused_withTheStackAndTheRemedy() {
        assertThatThrownBy(() -> Simulation.run(test -> Net.openConnection("localhost", 9)))
                .hasMessageContaining("SimulatedNetwork.install");
        assertThatThrownBy(
                () -> Simulation.run(test -> Net.startServer((_, _) -> {}, "localhost", 0).close()))
                .hasMessageContaining("SimulatedNetwork.install");
    }

    static class OnVirtualTime {

        @AsyncTest
        void connects() throws IOException {
            Net.openConnection("localhost", 9);
        }
    }

    @Test
    void realSocketOnVirtualTime_isRefused_withTheRemedies() {
        assertThat(Launched.classes(OnVirtualTime.class).message()).contains("time = Timekeeping.REAL")
                .contains("SimulatedNetwork.install(test)");
    }

    @AsyncTest(time = Timekeeping.REAL)
    void realSocketsOnRealTime_areWell() throws IOException {
        try (var server =
                Net.startServer((reader, writer) -> writer.write(reader.readLine()), "localhost", 0);
                var connection = Net.openConnection("localhost", server.port())) {
            connection.writer().write("hello\n");
            assertThat(connection.reader().readLine(StandardCharsets.UTF_8)).isEqualTo("hello");
        }
    }
}
