// The result of a task that was cancelled: asking for it is a CancelledError, which ends this program.
//
//     ./asyncio4j run examples/TaskResultCancelled.java

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
        sleep(Duration.ofMillis(100)); // the task has begun
        task.cancel();
        sleep(Duration.ofMillis(100)); // the task has ended
        IO.println("result: " + task.result());
        IO.println("main coroutine done");
    });
}
