package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What children print goes to the log, with their names, and never into the conversation with the pool. */
@Timeout(60)
class OutputTest {

    private static final Logger LOGGER = Logger.getLogger("io.asyncio4j.offload");

    private final LinkedBlockingQueue<String> logged = new LinkedBlockingQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void linesAreLogged_andTheStandardStreamsAreTheProgramsOwn() throws Exception {
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
        try (var pool = Pools.builder(1).name("talkers").open()) {
            run(() -> {
                assertThat(pool.call(() -> {
                    System.out.print("two lines\nat once\n");
                    System.err.println("trouble");
                    var past = new FileOutputStream(FileDescriptor.out); // System.out
                    past.write(("x".repeat(9000) + "\n").getBytes(StandardCharsets.US_ASCII));
                    new ProcessBuilder("echo", "grandchild").inheritIO().start().waitFor();
                    return System.in.read();
                })).as("what is read from the standard input").isEqualTo(-1);
            });
            var seen = new ArrayList<String>();
            while (seen.size() < 6) {
                seen.add(logged.take());
            }
            assertThat(seen).contains(Level.INFO + " [talkers/1] two lines",
                    Level.INFO + " [talkers/1] at once",
                    Level.WARNING + " [talkers/1] trouble", Level.INFO + " [talkers/1] " + "x".repeat(8192),
                    Level.INFO + " [talkers/1] grandchild");
        } finally {
            LOGGER.removeHandler(handler);
            LOGGER.setUseParentHandlers(true);
        }
    }
}
