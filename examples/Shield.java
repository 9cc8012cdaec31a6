// A shield keeps a cancellation from what is awaited: the caller is cancelled, something() runs to its end.
//
//     ./asyncio4j run examples/Shield.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;

String something() {
    IO.println("something(): started");
    sleep(Duration.ofSeconds(2));
    IO.println("something(): done");
    return "something";
}

void caller(Task<String> task) {
    try {
        IO.println("caller(): got " + shield(task).await());
    } catch (CancelledError e) {
        IO.println("caller(): cancelled");
        throw e;
    }
}

void main() {
    run(() -> {
        var something = createTask(this::something);
        var caller = createTask(() -> caller(something));

        sleep(Duration.ofSeconds(1));
        caller.cancel();

        IO.println("main(): something() gave " + something.await());
        IO.println("main(): caller() is " + (caller.cancelled() ? "cancelled" : "done"));
    });
}
