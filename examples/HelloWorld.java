// The smallest program: a coroutine that sleeps for a second between two lines.
//
//     ./asyncio4j run examples/HelloWorld.java

import static io.asyncio4j.Asyncio.*;

void main() {
    run(() -> {
        IO.println("hello");
        sleep(Duration.ofSeconds(1));
        IO.println("world");
    });
}
