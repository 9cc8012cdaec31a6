// A task runs a coroutine beside the one that created it, and brings its result to whoever awaits it.
//
//     ./asyncio4j run examples/NestedTask.java

import static io.asyncio4j.Asyncio.*;

int nested() {
    return 42;
}

void main() {
    run(() -> {
        var task = createTask(this::nested); // soon to run, beside this coroutine

        // It could be cancelled now; or it can simply be awaited until it is done.
        IO.println(task.await());
    });
}
