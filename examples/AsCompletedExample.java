// Two connections are attempted at the same time and taken in the order in which they are established.
//
//     ./asyncio4j run examples/AsCompletedExample.java

import static io.asyncio4j.Asyncio.*;

String connect(String protocol, int seconds) {
    sleep(Duration.ofSeconds(seconds));
    return protocol + " connection";
}

// The iterator gives the tasks themselves, so that one can tell which of them is done.
void byTask() {
    var ipv4 = createTask(() -> connect("IPv4", 2));
    var ipv6 = createTask(() -> connect("IPv6", 1));
    for (var earliest : asCompleted(List.of(ipv4, ipv6)).futures()) {
        IO.println(earliest.result() + " established" + (earliest == ipv6 ? ", the modern one." : "."));
    }
}

// The iterator gives awaitables: each brings the next result, and a failure comes out where it is awaited.
void byResult() throws Exception {
    var ipv4 = createTask(() -> connect("IPv4", 1));
    var ipv6 = createTask(() -> connect("IPv6", 60));
    try {
        for (var next : asCompleted(List.of(ipv4, ipv6), Duration.ofSeconds(5))) {
            IO.println(next.await() + " established.");
        }
    } catch (TimeoutException e) {
        IO.println("No other connection within five seconds.");
    }
}

void main() {
    run(() -> {
        byTask();
        byResult();
    });
}
