// A coroutine object does nothing until it is awaited. Made and printed, it says only what it is.
//
//     ./asyncio4j run examples/NeverAwaited.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Coroutine;

void hello() {
    IO.println("hello");
    sleep(Duration.ofSeconds(1));
    IO.println("world");
}

void main() {
    var coroutine = Coroutine.of("hello", this::hello);
    IO.println(coroutine);
}
