// Waits for several tasks at once: until the first is done, for a limited time, until all are done.
// Unlike waitFor, it neither throws when the time is over nor cancels anything.
//
//     ./asyncio4j run examples/Wait.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.WaitResult;

Task<Integer> countTo(int seconds) {
    return createTask(() -> sleep(Duration.ofSeconds(seconds), seconds));
}

void show(String what, WaitResult<Task<Integer>> result) {
    var done = result.done().stream().map(Task::result).toList();
    IO.println("%s: done %s, %d pending".formatted(what, done, result.pending().size()));
}

void main() {
    run(() -> {
        var tasks = List.of(countTo(1), countTo(2), countTo(4));

        // The name needs its class here: a plain wait is Object's.
        show("first", Asyncio.wait(tasks, ReturnWhen.FIRST_COMPLETED));
        show("two seconds more", Asyncio.wait(tasks, Duration.ofSeconds(2), ReturnWhen.ALL_COMPLETED));
        show("all", Asyncio.wait(tasks));
    });
}
