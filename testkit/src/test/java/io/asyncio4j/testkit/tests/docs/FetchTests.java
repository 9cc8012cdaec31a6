package io.asyncio4j.testkit.tests.docs;

import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.testkit.SimulatedNetwork;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Simulated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The test of the guide with a network that fails, which fails. */
class FetchTests {

    private static void greet(StreamReader reader, StreamWriter writer) throws IOException {
        writer.write("hello\n");
    }

    // region network
    @Simulated(seeds = 3, loseAtEveryByte = true)
    void fetches(TestLoop test) throws IOException {
        SimulatedNetwork.install(test);
        try (var server = startServer(FetchTests::greet, "localhost", 8080)) {
            try (var connection = openConnection("localhost", 8080)) {
                assertThat(connection.reader().readLine(StandardCharsets.UTF_8)).isEqualTo("hello");
            }
            server.shutdown(Duration.ofMinutes(1));
        }
    }
    // endregion
}
