// The coroutines of SayAfter in a task group, which is left when both have ended: two seconds.
//
//     ./asyncio4j run examples/SayAfterTaskGroup.java

import static io.asyncio4j.Asyncio.*;

void sayAfter(int seconds, String what) {
    sleep(Duration.ofSeconds(seconds));
    IO.println(what);
}

void main() {
    run(() -> {
        taskGroup(g -> {
            g.createTask(() -> sayAfter(1, "hello"));
            g.createTask(() -> sayAfter(2, "world"));

            IO.println("started at %tT".formatted(LocalTime.now()));
        });

        IO.println("finished at %tT".formatted(LocalTime.now()));
    });
}
