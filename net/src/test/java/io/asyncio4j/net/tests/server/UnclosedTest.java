package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.DatagramEndpoint;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nobody has closed is closed with its loop, and debug mode tells what that was. */
@Timeout(60)
class UnclosedTest {

    private static final String HOST = "127.0.0.1";

    /** Opens one of each kind, and says what debug mode shall say of them. */
    private interface Opening {
        void into(List<String> expected) throws Exception;
    }

    private static void openOneOfEach(List<String> expected) throws Exception {
        Server server = startServer((reader, writer) -> writer.keepOpen(), HOST, 0);
        Connection client = openConnection(HOST, server.port());
        while (server.connections() == 0) {
            sleep(ms(1));
        }
        sleep(ms(1)); // the handler has returned
        String here = HOST + ":" + port(client.writer().localAddress());
        String there = HOST + ":" + server.port();
        DatagramEndpoint endpoint = createDatagramEndpoint(at(HOST, 0), null);
        Process process = createSubprocessExec(ProcessOptions.DEFAULT, "sleep", "1000");
        for (String left : List.of("<Server listeners=[listener at " + there + "] connections=…>",
                here + " <-> " + there, there + " <-> " + here,
                "<DatagramEndpoint datagrams at " + HOST + ":" + port(endpoint.localAddress()) + ">",
                "<Process " + process.pid() + ">")) {
            expected.add("unclosed " + left + " was closed with its loop");
        }
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    private static void closeOneOfEach(List<String> expected) throws Exception {
        Server server = startServer((reader, writer) -> reader.read(), HOST, 0);
        Connection client = openConnection(HOST, server.port());
        DatagramEndpoint endpoint = createDatagramEndpoint(at(HOST, 0), null);
        try (server; client; endpoint; Process process = createSubprocessExec(ProcessOptions.PIPES, "cat")) {
            client.writer().write("x");
            process.stdin().close();
            process.waitFor();
            assertThat(endpoint.isClosed()).isFalse();
            server.close();
            client.close();
            server.waitClosed();
        }
    }

    @BeforeAll
    static void openWhatTheJdkKeepsOpen() {
        run(() -> closeOneOfEach(new ArrayList<>()));
    }

    /** {@return what the exception handler was told, but for tasks that were pending} */
    private static List<String> told(boolean debug, List<String> expected, Opening opening) throws Exception {
        List<String> told = new ArrayList<>();
        Leaks.assertNone(() -> {
            EventLoop loop = EventLoop.builder().debug(debug).build();
            loop.setExceptionHandler((_, entries) -> {
                if (!(entries.get("task") instanceof Task)) { // such as the one that accepts connections
                    String message = entries.get("message").toString();
                    told.add(message.replaceFirst("connections=[01]", "connections=…")); // in any order
                }
            });
            loop.runUntilComplete(() -> opening.into(expected));
            loop.close();
            return null;
        });
        return told;
    }

    @Test // STW-30, SUB-29
    void debugMode_namesEachConnectionServerEndpointAndProcess() throws Exception {
        List<String> expected = new ArrayList<>();
        assertThat(told(true, expected, UnclosedTest::openOneOfEach)).hasSize(5)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test // STW-30
    void withoutDebugMode_nothingIsSaid_norOfWhatWasClosed() throws Exception {
        assertThat(told(false, new ArrayList<>(), UnclosedTest::openOneOfEach)).isEmpty();
        assertThat(told(true, new ArrayList<>(), UnclosedTest::closeOneOfEach)).isEmpty();
    }
}
