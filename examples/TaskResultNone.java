// The result of a task that returns nothing: null, where Python has None.
//
//     ./asyncio4j run examples/TaskResultNone.java

import static io.asyncio4j.Asyncio.*;

void work() {
    IO.println("executing the task");
    sleep(Duration.ofSeconds(1));
}

void main() {
    run(() -> {
        IO.println("main coroutine started");
        var task = createTask(this::work);
        task.await();
        IO.println("result: " + task.result());
        IO.println("main coroutine done");
    });
}
