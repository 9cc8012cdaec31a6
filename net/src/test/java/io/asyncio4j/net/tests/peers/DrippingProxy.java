package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.ms;

import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import java.io.IOException;
import java.util.Random;

/** Passes bytes on one by one at first, later in pieces of random lengths, and now and then late. */
final class DrippingProxy {

    private static final int SINGLE_BYTES = 4_000;

    private DrippingProxy() {}

    static Server to(int port) throws IOException {
        return startServer((reader, writer) -> {
            try (Connection other = openConnection("127.0.0.1", port)) {
                taskGroup(g -> {
                    g.createTask(() -> drip(reader, other.writer(), new Random(1)));
                    g.createTask(() -> drip(other.reader(), writer, new Random(2)));
                });
            }
        }, "127.0.0.1", 0);
    }

    private static void drip(StreamReader from, StreamWriter to, Random random) throws IOException {
        int passed = 0;
        for (byte[] data; (data = from.read(65536)).length > 0;) {
            for (int start = 0; start < data.length;) {
                int length = passed < SINGLE_BYTES ? 1 : 1 + random.nextInt(9_000);
                int end = Math.min(data.length, start + length);
                to.write(data, start, end - start);
                to.drain();
                passed += end - start;
                start = end;
                if (random.nextInt(40) == 0) {
                    sleep(ms(1));
                }
            }
        }
        to.writeEof();
    }
}
