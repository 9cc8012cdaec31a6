// A program to trace and to profile: one task holds its loop now and then, and others fail while nobody looks.
//
//     ./asyncio4j run examples/WatchMe.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskOptions;
import java.io.IOException;

void convert() throws Exception {
    while (true) {
        sleep(Duration.ofMillis(300));
        Thread.sleep(200); // or a computation, a socket, a file
    }
}

void save() throws IOException {
    throw new IOException("no space left");
}

void main() {
    run(() -> {
        IO.println("I am process " + ProcessHandle.current().pid() + ".");
        createTask(TaskOptions.named("convert"), this::convert);
        for (int i = 1;; i++) {
            sleep(Duration.ofMillis(400));
            createTask(TaskOptions.named("save-" + i), this::save);
        }
    });
}
