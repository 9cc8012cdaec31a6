// Displays the date every second, for five seconds by the clock of the event loop.
//
//     ./asyncio4j run examples/DisplayDate.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

void displayDate() {
    var second = Duration.ofSeconds(1);
    var loop = EventLoop.running();
    var end = loop.time().plusSeconds(5);
    while (true) {
        IO.println("%tF %<tT".formatted(LocalDateTime.now()));
        if (loop.time().plus(second).compareTo(end) >= 0) {
            break;
        }
        sleep(second);
    }
}

void main() {
    run(this::displayDate);
}
