package io.asyncio4j.testkit.tests.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Processes;
import io.asyncio4j.testkit.Allowance.Kind;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.SimulatedNetwork;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.junit.Allow;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.tests.support.Launched;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connections, servers and the like that a test leaves open fail it; what is being closed, or may stay, does not. */
class OpenAtTheEndTest {

    private static final int PORT = 8080;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Server greeting() throws IOException {
        return Net.startServer((reader, writer) -> {
            writer.write("hello\n");
            reader.read();
        }, "localhost", PORT);
    }

    private static void leaveAConnection(TestLoop test) throws IOException {
        SimulatedNetwork.install(test);
        try (var server = greeting()) {
            Net.openConnection("localhost", PORT).reader().readLine();
            server.shutdown(MINUTE);
        }
    }

    static class LeavesAConnection {

        @AsyncTest
        void connects(TestLoop test) throws IOException {
            leaveAConnection(test);
        }
    }

    @Test
    void connectionLeftOpen_isTold_withItsEnds() {
        Launched launched = Launched.classes(LeavesAConnection.class);
        assertThat(launched.failure()).isInstanceOf(LeakError.class);
        assertThat(launched.message()).containsPattern(
                "the test has left this behind:\n\\* simulated \\(.*127.0.0.1:40000 to .*:8080\\) was opened and not closed");
    }

    @Test
    void connectionLeftOpen_failsASeed() {
        assertThatThrownBy(() -> Simulation.run(OpenAtTheEndTest::leaveAConnection))
                .hasCauseInstanceOf(LeakError.class).hasMessageContaining("was opened and not closed");
    }

    static class LeavesAServer {

        @AsyncTest
        void serves(TestLoop test) throws IOException {
            SimulatedNetwork.install(test);
            greeting();
        }
    }

    @Test
    void serverLeftOpen_isTold() {
        assertThat(Launched.classes(LeavesAServer.class).message()).contains("* <Server listeners=[")
                .contains("was opened and not closed");
    }

    static class LeavesAnEndpoint {

        @AsyncTest
        void receives(TestLoop test) throws IOException {
            SimulatedNetwork.install(test);
            Net.createDatagramEndpoint(new InetSocketAddress("localhost", PORT), null);
        }
    }

    @Test
    void datagramEndpointLeftOpen_isTold() {
        assertThat(Launched.classes(LeavesAnEndpoint.class).message()).contains("* <DatagramEndpoint ");
    }

    static class LeavesARealSocketAndAProcess {

        @AsyncTest(time = Timekeeping.REAL)
        void uses() throws IOException {
            Processes.createSubprocessExec("sleep", "60");
            try (var server = Net.startServer((reader, _) -> reader.read(), "localhost", 0)) {
                Net.openConnection("localhost", server.port());
                server.shutdown(Duration.ZERO);
            }
        }
    }

    @Test
    void realSocketsAndProcesses_areToldToo() {
        assertThat(Launched.classes(LeavesARealSocketAndAProcess.class).message()).contains("* <Process ")
                .containsPattern("\\* 127.0.0.1:\\d+ <-> .*:\\d+ was opened and not closed");
    }

    static class ClosesWithoutWaiting {

        @AsyncTest
        void closes(TestLoop test) throws IOException {
            SimulatedNetwork.install(test).bytesPerSecond(1).latency(MINUTE, MINUTE);
            var server = greeting();
            var connection = Net.openConnection("localhost", PORT);
            connection.writer().write("this takes its time\n".repeat(10_000));
            connection.close();
            server.shutdown(MINUTE);
        }
    }

    @Test
    void whatIsClosing_isNoLeak() {
        assertThat(Launched.classes(ClosesWithoutWaiting.class).failures()).isEmpty();
    }

    static class AsksAProcess {

        @AsyncTest(time = Timekeeping.REAL)
        void communicates() throws IOException {
            var process = Processes.createSubprocessExec(ProcessOptions.PIPES, "echo", "hello");
            assertThat(process.communicate().stdout()).asString().isEqualTo("hello\n");
        }
    }

    @Test
    void aProcessThatHasEnded_andItsPipesThatWereReadToTheEnd_areNoLeak() {
        assertThat(Launched.classes(AsksAProcess.class).failures()).isEmpty();
    }

    static class ServesInTheBackground {

        @AsyncTest
        void asks(TestLoop test) throws IOException {
            SimulatedNetwork.install(test);
            test.background("server", () -> {
                try (var server = greeting()) {
                    server.serveForever();
                }
            });
            test.settle();
            try (var connection = Net.openConnection("localhost", PORT)) {
                assertThat(connection.reader().readLine(StandardCharsets.UTF_8)).isEqualTo("hello");
            }
        }
    }

    @Test
    void aServerInTheBackground_mayGoOn_withTheTasksThatItHasMade() {
        assertThat(Launched.classes(ServesInTheBackground.class).failures()).isEmpty();
    }

    static class Allowed {

        @AsyncTest
        @Allow(kind = Kind.RESOURCE, name = "<DatagramEndpoint *", reason = "ends with the program")
        void leaves(TestLoop test) throws IOException {
            SimulatedNetwork.install(test);
            Net.createDatagramEndpoint(new InetSocketAddress("localhost", PORT), null);
            Asyncio.sleep(MINUTE);
        }
    }

    @Test
    void whatIsAllowedByItsText_mayStayOpen() {
        assertThat(Launched.classes(Allowed.class).failures()).isEmpty();
    }
}
