package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BrokenBarrierException;
import java.util.List;

/** Tasks that wait at a barrier once, and log what came of it. */
final class BarrierUsers {

    private BarrierUsers() {}

    static Task<Void> arrives(Barrier barrier, String name, List<String> log) {
        return createTask(() -> {
            try {
                log.add(name + ":" + barrier.await() + " " + barrier);
            } catch (BrokenBarrierException e) {
                log.add(name + " broken " + barrier);
            } catch (CancelledError e) {
                log.add(name + " cancelled " + barrier);
                throw e;
            }
        });
    }
}
