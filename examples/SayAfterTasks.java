// The coroutines of SayAfter as two tasks, which run at the same time: two seconds instead of three.
//
//     ./asyncio4j run examples/SayAfterTasks.java

import static io.asyncio4j.Asyncio.*;

void sayAfter(int seconds, String what) {
    sleep(Duration.ofSeconds(seconds));
    IO.println(what);
}

void main() {
    run(() -> {
        var hello = createTask(() -> sayAfter(1, "hello"));
        var world = createTask(() -> sayAfter(2, "world"));

        IO.println("started at %tT".formatted(LocalTime.now()));

        hello.await();
        world.await();

        IO.println("finished at %tT".formatted(LocalTime.now()));
    });
}
