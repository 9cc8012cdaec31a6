// A task group that fails and cleans up. Three replicas are written at the same time; when one disk is full, the other
// copies are cancelled, remove what they have written so far, and only then the group is left, with all the failures.
//
//     ./asyncio4j run examples/TaskGroupCleanup.java

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ExceptionGroup.except;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;

void main() {
    run(() -> {
        try {
            taskGroup(g -> {
                g.createTask(() -> replicate("amsterdam", 6));
                g.createTask(() -> replicate("berlin", 3));
                g.createTask(() -> replicate("copenhagen", 6));

                IO.println("replicating");
                sleep(Duration.ofHours(1)); // the group cancels its own block, too
                IO.println("never printed");
            });
        } catch (ExceptionGroup failures) {
            failures.handle(
                    except(IOException.class,
                            full -> full.forEach(e -> IO.println("failed: " + e.getMessage()))),
                    except(IllegalStateException.class,
                            odd -> odd.forEach(e -> IO.println("also: " + e.getMessage()))));
        }
        IO.println("left over: " + written);
        IO.println("cancelling: " + currentTask().cancelling());
    });
}

// Tasks of one loop share it without a lock.
final Map<String, Integer> written = new TreeMap<>();

void replicate(String disk, int room) throws IOException {
    try {
        for (int block = 1; block <= 5; block++) {
            sleep(Duration.ofSeconds(1));
            if (block > room) {
                throw new IOException("disk full: " + disk);
            }
            written.put(disk, block);
        }
    } catch (CancelledError e) {
        IO.println(disk + ": cancelled after block " + written.get(disk));
        throw e;
    } finally {
        sleep(Duration.ofMillis(500)); // clean-up may await
        written.remove(disk);
        IO.println(disk + ": removed");
        if (disk.equals("copenhagen")) {
            throw new IllegalStateException("one block of " + disk + " stays locked");
        }
    }
}
