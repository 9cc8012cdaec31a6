// The result of a task that has failed: its exception, the very object.
//
//     ./asyncio4j run examples/TaskResultFailed.java

import static io.asyncio4j.Asyncio.*;

int work() throws Exception {
    IO.println("executing the task");
    sleep(Duration.ofSeconds(1));
    throw new Exception("Something bad happened");
}

void main() {
    run(() -> {
        IO.println("main coroutine started");
        var task = createTask(this::work);
        sleep(Duration.ofMillis(1_100)); // until it has failed
        try {
            IO.println("result: " + task.result());
        } catch (Exception e) {
            IO.println("Failed with: " + e.getMessage());
        }
        IO.println("main coroutine done");
    });
}
