// A call that blocks for a second goes to another thread, so that the loop sleeps a second beside it: one
// second in all, not two.
//
//     ./asyncio4j run examples/ToThreadBesideSleep.java

import static io.asyncio4j.Asyncio.*;

int blockingIo() throws InterruptedException {
    IO.println("start blocking_io at %tT".formatted(LocalTime.now()));
    Thread.sleep(Duration.ofSeconds(1)); // any call that blocks: files, a database, a computation
    IO.println("blocking_io complete at %tT".formatted(LocalTime.now()));
    return 0;
}

void main() {
    run(() -> {
        IO.println("started main at %tT".formatted(LocalTime.now()));

        gather(
                () -> toThread(this::blockingIo),
                () -> sleep(Duration.ofSeconds(1), 0))
                .await();

        IO.println("finished main at %tT".formatted(LocalTime.now()));
    });
}
