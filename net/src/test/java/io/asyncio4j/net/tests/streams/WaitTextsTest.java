package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static io.asyncio4j.net.tests.kit.Loops.virtually;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.process.Processes;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tasks wait for at sockets, servers and processes, where people look. */
@Timeout(60)
class WaitTextsTest {

    private static void named(String name, VoidCoroutine body) {
        createTask(TaskOptions.named(name), body);
    }

    private static String textOf(String name) {
        return LoopSnapshot.of(EventLoop.running()).tasks().stream().filter(task -> task.name().equals(name))
                .map(task -> task.waitsFor() == null ? "nothing" : task.waitsFor().text()).findFirst()
                .orElseThrow();
    }

    private static void endAll() {
        for (var task : Asyncio.allTasks()) {
            if (task != Asyncio.currentTask()) {
                task.cancel();
            }
        }
        ticks(3);
    }

    @Test
    void readersAndWriters_tellTheConnection_andHowMuchIsLeft() {
        virtually(() -> {
            try (MemoryPair pair = memoryPair(1_000, 65_536)) {
                StreamWriter writer = pair.left().writer();
                writer.setWriteBufferLimits(400L, 100L);
                named("reads", () -> pair.left().reader().read(1));
                named("drains", () -> {
                    writer.write("x".repeat(5_000));
                    writer.drain();
                });
                named("closes", () -> pair.right().writer().waitClosed());
                ticks(4);
                assertThat(textOf("reads")).isEqualTo("memory (left) readable");
                assertThat(textOf("drains")).isEqualTo("drain of memory (left), 4000 bytes left");
                assertThat(textOf("closes")).isEqualTo("close of memory (right)");
                endAll();
            }
        });
    }

    private static void hold(StreamReader in, StreamWriter out) throws IOException {
        in.read();
    }

    @Test
    void serversSocketsAndProcesses_tellWhatTheyAre() {
        Asyncio.run(() -> {
            var server = Net.startServer(WaitTextsTest::hold, "127.0.0.1", 0);
            int port = server.port();
            var client = Net.openConnection("127.0.0.1", port);
            named("reads", () -> client.reader().read(1));
            named("waits", () -> server.waitClosed());
            var process = Processes.createSubprocessExec("sleep", "60");
            named("process", () -> process.waitFor());
            while (server.connections() == 0) {
                ticks(1);
            }
            ticks(2);
            assertThat(textOf("reads")).isEqualTo("socket 127.0.0.1:" + port + " readable");
            assertThat(textOf("waits"))
                    .isEqualTo("close of the server at [listener at 127.0.0.1:" + port + "]");
            assertThat(textOf("process")).isEqualTo("end of process " + process.pid());
            server.close();
            ticks(2);
            assertThat(textOf("waits")).isEqualTo("end of connections, 1 left");
            process.kill();
            process.waitFor();
            client.writer().close();
            endAll();
        });
    }
}
