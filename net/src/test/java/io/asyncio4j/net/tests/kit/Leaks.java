package io.asyncio4j.net.tests.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Counts what a program must give back: sockets, pipes and threads. */
public final class Leaks {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Leaks() {}

    /** {@return how many sockets and pipes this process has open} */
    public static long descriptors() {
        return list().size();
    }

    private static List<String> list() {
        var found = new ArrayList<String>();
        try (var entries = Files.list(DESCRIPTORS)) {
            entries.forEach(entry -> {
                try {
                    String target = Files.readSymbolicLink(entry).toString();
                    if (target.startsWith("socket:") || target.startsWith("pipe:")) {
                        found.add(target);
                    }
                } catch (IOException e) {
                    // closed meanwhile
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    /** Runs {@code body} and asserts that it leaves no socket and no pipe open. The JDK closes pipes when it has reaped. */
    public static void assertNone(Callable<?> body) throws Exception {
        var before = list();
        body.call();
        var after = list();
        after.removeAll(before);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!after.isEmpty() && System.nanoTime() < end) {
            Thread.yield();
            after.retainAll(list());
        }
        assertThat(after).as("descriptors that were left open").isEmpty();
    }
}
