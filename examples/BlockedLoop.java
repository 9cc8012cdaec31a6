// A loop that is blocked: while one task sleeps in the JDK's way, the other one's heart stands still.
//
//     ./asyncio4j run examples/BlockedLoop.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskOptions;

void heartbeat() {
    for (int i = 0; i < 3; i++) {
        IO.println("beat");
        sleep(Duration.ofMillis(500));
    }
}

void convert() throws InterruptedException {
    IO.println("converting");
    Thread.sleep(1_000); // or a socket, a database, a long computation
    IO.println("converted");
}

void main() {
    run(() -> {
        var heartbeat = createTask(TaskOptions.named("heartbeat"), this::heartbeat);
        sleep(Duration.ofMillis(100));
        var convert = createTask(TaskOptions.named("convert"), this::convert);
        convert.await();
        heartbeat.await();
    });
}
