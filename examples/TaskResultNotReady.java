// The result of a task that is still running: there is none, and asking for it is an InvalidStateException,
// which ends this program.
//
//     ./asyncio4j run examples/TaskResultNotReady.java

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
        sleep(Duration.ofMillis(100)); // not long enough
        IO.println("result: " + task.result());
        IO.println("main coroutine done");
    });
}
