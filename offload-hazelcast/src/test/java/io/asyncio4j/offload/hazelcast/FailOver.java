package io.asyncio4j.offload.hazelcast;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import java.time.Duration;

/**
 * A service that runs twice, for one may die: both share a queue of jobs and a lock. Who has the lock works; the other one
 * waits for it, and goes on where the first has stopped.
 */
public final class FailOver {

    private FailOver() {}

    /** Runs one of the two. Arguments: its name, the name of the cluster, the port of a member. */
    public static void main(String[] args) {
        int port = Integer.parseInt(args[2]);
        run(() -> {
            try (var cluster = Cluster.join(
                    new ClusterConfig().name(args[1]).port(port + 1).members("127.0.0.1:" + port)
                            .worker(false));
                    var _ = cluster.lock("service").acquire();
                    var jobs = cluster.queue("work", Integer.class)) {
                for (int job : jobs) {
                    sleep(Duration.ofMillis(20)); // the work
                    System.out.println(args[0] + " has done " + job);
                }
            }
        });
    }
}
