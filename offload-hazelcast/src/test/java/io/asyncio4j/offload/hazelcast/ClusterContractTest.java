package io.asyncio4j.offload.hazelcast;

import io.asyncio4j.Asyncio;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.contract.ProcessesContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A cluster of three JVMs keeps to the contract. Its members outlive a test; what is closed is the view of them. */
class ClusterContractTest extends ProcessesContract {

    private static Members members;
    private static final List<Process> fresh = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        members = new Members().withWorkers(2);
    }

    @AfterAll
    static void end() {
        members.close();
    }

    @Override
    protected Offload openPlace() throws Exception {
        settle(); // one that was killed in the test before may still be missing
        return Cluster.of(members.instance(), members.config());
    }

    /** One is killed while its JVM starts, and one when the others have just heard of it. */
    @Override
    protected List<RemoteCall<Integer>> callsWhileOneIsKilledThatStarts(Offload place) throws Exception {
        var calls = new ArrayList<RemoteCall<Integer>>();
        Process first = members.start();
        submit(place, calls);
        first.destroyForcibly();
        submit(place, calls);
        Process second = members.start();
        members.awaitWorkers(3);
        submit(place, calls);
        second.destroyForcibly();
        submit(place, calls);
        return calls;
    }

    private static void submit(Offload place, List<RemoteCall<Integer>> calls) {
        for (int i = 0; i < 10; i++) {
            int number = calls.size();
            calls.add(place.submit(() -> number));
        }
    }

    @Override
    protected void kill(long pid) throws Exception {
        super.kill(pid);
        fresh.add(members.start());
    }

    @Override
    protected void settle() {
        for (Process worker : fresh) {
            Asyncio.toThread(() -> Members.awaitJoined(worker));
        }
        fresh.clear();
        members.awaitWorkers(2);
    }
}
