// Two coroutines awaited one after the other: the program takes three seconds.
//
//     ./asyncio4j run examples/SayAfter.java

import static io.asyncio4j.Asyncio.*;

void sayAfter(int seconds, String what) {
    sleep(Duration.ofSeconds(seconds));
    IO.println(what);
}

void main() {
    run(() -> {
        IO.println("started at %tT".formatted(LocalTime.now()));

        sayAfter(1, "hello");
        sayAfter(2, "world");

        IO.println("finished at %tT".formatted(LocalTime.now()));
    });
}
