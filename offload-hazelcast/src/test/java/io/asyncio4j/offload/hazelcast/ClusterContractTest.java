package io.asyncio4j.offload.hazelcast;

import io.asyncio4j.Asyncio;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.contract.OffloadContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A cluster of three JVMs keeps to the contract. Its members outlive a test; what is closed is the view of them. */
class ClusterContractTest extends OffloadContract {

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
    protected Offload open() throws Exception {
        settle(); // one that was killed in the test before may still be missing
        return Cluster.of(members.instance(), members.config());
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
