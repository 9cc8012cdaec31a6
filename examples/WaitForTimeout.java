// Waits for one second at most for something that takes an hour; it is cancelled when the time is over.
//
//     ./asyncio4j run examples/WaitForTimeout.java

import static io.asyncio4j.Asyncio.*;

void eternity() {
    sleep(Duration.ofHours(1));
    IO.println("yay!");
}

void main() {
    run(() -> {
        try {
            waitFor(this::eternity, Duration.ofSeconds(1));
        } catch (TimeoutException e) {
            IO.println("timeout!");
        }
    });
}
