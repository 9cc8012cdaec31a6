// The result of a task that is done.
//
//     ./asyncio4j run examples/TaskResult.java

import static io.asyncio4j.Asyncio.*;

int work() {
    IO.println("executing the task");
    sleep(Duration.ofSeconds(1));
    return 99;
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
