// An error that seems to vanish: a task fails, and nobody ever asks for its result.
//
//     ./asyncio4j run examples/VanishedError.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskOptions;

void save(String text) throws IOException {
    sleep(Duration.ofMillis(10));
    throw new IOException("disk full");
}

void main() {
    run(() -> {
        IO.println("saving");
        createTask(TaskOptions.named("save"), () -> save("all my work"));
        sleep(Duration.ofMillis(500)); // the program has other things to do
        IO.println("all is well");
    });
}
