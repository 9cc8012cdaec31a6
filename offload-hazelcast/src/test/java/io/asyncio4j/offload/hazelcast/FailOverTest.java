package io.asyncio4j.offload.hazelcast;

import static io.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example: two services share a queue, and when the one that works is killed the other goes on. */
@Timeout(300) // JVMs are started, which takes a busy machine its time
class FailOverTest {

    private final List<Process> services = new ArrayList<>();

    private BufferedReader start(Members members, String name) throws IOException {
        var builder = Members
                .java(FailOver.class.getName(), "-Xmx256m", name, members.name(),
                        Integer.toString(members.port()))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Process service = builder.start();
        services.add(service);
        return service.inputReader();
    }

    /** {@return the number of the next job that a service says it has done}, -1 if it says nothing any more. */
    private static int next(BufferedReader service) throws IOException {
        String line = service.readLine();
        while (line != null && !line.contains(" has done ")) {
            line = service.readLine();
        }
        return line == null ? -1 : Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static void put(Members members, int first, int last) {
        run(() -> {
            try (var cluster = Cluster.of(members.instance(), members.config())) {
                var jobs = cluster.queue("work", Integer.class);
                for (int job = first; job <= last; job++) {
                    jobs.put(job);
                }
            }
        });
    }

    @Test
    void theOtherServiceGoesOn() throws Exception {
        try (var members = new Members()) {
            var first = start(members, "first");
            put(members, 1, 1);
            var done = new LinkedHashSet<Integer>();
            done.add(next(first)); // it has the lock
            var second = start(members, "second");
            members.awaitWorkersOnThread(2);
            put(members, 2, 20);
            for (int i = 0; i < 3; i++) {
                done.add(next(first));
            }
            services.getFirst().toHandle().destroyForcibly(); // which leaves what it has said readable
            for (int job = next(first); job > 0; job = next(first)) {
                done.add(job);
            }
            put(members, 21, 30);
            var bySecond = new ArrayList<Integer>();
            while (!bySecond.contains(30)) {
                int job = next(second);
                assertThat(job).as("what the second one has done").isPositive();
                bySecond.add(job);
            }
            assertThat(bySecond).contains(21, 22, 23, 24, 25, 26, 27, 28, 29);
            done.addAll(bySecond);
            assertThat(done).as("all but the one that the first had in hand").hasSizeBetween(29, 30);
            assertThat(new ArrayList<>(done)).isSorted();
        } finally {
            services.forEach(Process::destroyForcibly);
        }
    }
}
