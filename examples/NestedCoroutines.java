// A coroutine awaits another one. The one that is made and dropped never runs.
//
//     ./asyncio4j run examples/NestedCoroutines.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Coroutine;

Coroutine<Integer> nested() {
    return Coroutine.of("nested", () -> 42);
}

void main() {
    run(() -> {
        nested(); // only makes a coroutine

        IO.println(await(nested()));
    });
}
