// A task that is cancelled sees it where it waits. It may clean up, and should throw the error on.
//
//     ./asyncio4j run examples/CancelMe.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;

void cancelMe() {
    IO.println("cancel_me(): before sleep");
    try {
        sleep(Duration.ofHours(1));
    } catch (CancelledError e) {
        IO.println("cancel_me(): cancel sleep");
        throw e;
    } finally {
        IO.println("cancel_me(): after sleep");
    }
}

void main() {
    run(() -> {
        var task = createTask(this::cancelMe);

        sleep(Duration.ofSeconds(1));

        task.cancel();
        try {
            task.await();
        } catch (CancelledError e) {
            IO.println("main(): cancel_me is cancelled now");
        }
    });
}
