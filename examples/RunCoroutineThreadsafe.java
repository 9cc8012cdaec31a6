// Another thread submits coroutines to the running loop: it waits for the result of one, and loses patience
// with the other, whose task is then cancelled in the loop.
//
//     ./asyncio4j run examples/RunCoroutineThreadsafe.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;

void eternity() {
    try {
        sleep(Duration.ofHours(1));
    } catch (CancelledError e) {
        IO.println("eternity(): cancelled in the loop");
        throw e;
    }
}

void inThread(EventLoop loop) throws Exception {
    var three = runCoroutineThreadsafe(() -> sleep(Duration.ofSeconds(1), 3), loop);
    IO.println("The coroutine returned: " + three.get(10, TimeUnit.SECONDS));

    var never = runCoroutineThreadsafe(this::eternity, loop);
    try {
        never.get(100, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
        IO.println("The coroutine took too long, cancelling the task...");
        never.cancel(true);
    }
}

void main() {
    run(() -> {
        var loop = EventLoop.running();
        toThread(() -> inThread(loop));
        sleep(Duration.ofMillis(100)); // lets the cancelled task end
        IO.println("tasks left: " + (allTasks().size() - 1));
    });
}
