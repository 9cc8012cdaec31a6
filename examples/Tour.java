import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ExceptionGroup.except;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

// The program of the README: ./asyncio4j run examples/Tour.java

void main() {
    run(() -> {
        // Two tasks at the same time: 2 s in all. fetch() is a plain method, and it may await.
        var slow = createTask(() -> fetch("slow", 2));
        var fast = createTask(() -> fetch("fast", 1));
        IO.println(fast.await() + ", then " + slow.await());

        // The same in one go. The results come in the order of the arguments.
        IO.println(gather(() -> fetch("a", 2), () -> fetch("b", 1)).await());

        // A time limit. What takes too long is cancelled where it waits, and cleans up.
        try {
            waitFor(() -> fetch("endless", 3600), Duration.ofSeconds(1));
        } catch (TimeoutException e) {
            IO.println("too late");
        }

        // A group is left when all its tasks have ended. When one fails, the others are cancelled.
        try {
            taskGroup(g -> {
                g.createTask(() -> fetch("patient", 3600));
                g.createTask(() -> {
                    throw new IOException("no connection");
                });
            });
        } catch (ExceptionGroup failures) {
            failures.handle(except(IOException.class, lost -> IO.println(lost)));
        }
    });
}

String fetch(String what, int seconds) {
    try {
        sleep(Duration.ofSeconds(seconds));
        return what;
    } catch (CancelledError e) {
        IO.println(what + " is cancelled");
        throw e;
    }
}
