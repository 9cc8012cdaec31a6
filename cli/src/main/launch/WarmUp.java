// What most programs use. The launcher script runs it once, so that the JVM remembers the classes that it needed.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;

final Lock lock = new Lock();
final Queue<String> queue = new Queue<>();

String value(String name) {
    sleep(Duration.ofMillis(1));
    return name;
}

void main() {
    run(() -> {
        IO.println("values %s at %tT".formatted(gather(() -> value("a"), () -> value("b")).await(), LocalTime.now()));
        var task = createTask(() -> {
            try (var held = lock.acquire()) {
                queue.put(value("queued"));
            }
        });
        IO.println(queue.get());
        task.await();
        var endless = createTask(() -> sleep(Duration.ofHours(1)));
        try {
            timeout(Duration.ofMillis(1), () -> sleep(Duration.ofHours(1)));
        } catch (TimeoutException e) {
            IO.println("too late");
        }
        endless.cancel();
        taskGroup(g -> {
            g.createTask(() -> value("grouped"));
        });
    });
}
