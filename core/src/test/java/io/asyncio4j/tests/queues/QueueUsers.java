package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueShutDownException;
import java.util.List;

/** Tasks that use a queue once, and log what came of it. */
final class QueueUsers {

    private QueueUsers() {}

    static Task<Void> gets(Queue<?> queue, String name, List<String> log) {
        return createTask(() -> {
            try {
                log.add(name + " got " + queue.get());
            } catch (QueueShutDownException e) {
                log.add(name + " shut down");
            } catch (CancelledError e) {
                log.add(name + " cancelled");
                throw e;
            }
        });
    }

    static Task<Void> puts(Queue<String> queue, String item, List<String> log) {
        return createTask(() -> {
            try {
                queue.put(item);
                log.add("put " + item);
            } catch (QueueShutDownException e) {
                log.add(item + " shut down");
            } catch (CancelledError e) {
                log.add(item + " cancelled");
                throw e;
            }
        });
    }

    /** {@return a queue with as many items as it can hold} */
    static Queue<String> full(int maxsize) {
        var queue = new Queue<String>(maxsize);
        for (int i = 1; i <= maxsize; i++) {
            queue.putNowait("old " + i);
        }
        return queue;
    }
}
