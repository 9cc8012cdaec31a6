// A port scanner: tries all ports of a host, fifty at a time or as many as is said, each for a second at most.
//
//     ./asyncio4j run examples/PortScanner.java
//
// Arguments: [HOST [FIRST LAST [AT_A_TIME]]].

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.sync.Semaphore;

void main(String[] args) {
    var host = args.length > 0 ? args[0] : "127.0.0.1";
    int first = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int last = args.length > 2 ? Integer.parseInt(args[2]) : 1024;
    int atATime = args.length > 3 ? Integer.parseInt(args[3]) : 50;
    run(() -> IO.println("open: " + scan(host, first, last, atATime)));
}

Set<Integer> scan(String host, int first, int last, int atATime) {
    var open = new TreeSet<Integer>();
    var places = new Semaphore(atATime);
    taskGroup(g -> {
        for (int i = first; i <= last; i++) {
            int port = i;
            g.createTask(() -> {
                try (var _ = places.acquire()) {
                    if (isOpen(host, port)) {
                        open.add(port);
                    }
                }
            });
        }
    });
    return open;
}

boolean isOpen(String host, int port) {
    try (var connection =
            openConnection(host, port, ConnectOptions.DEFAULT.withTimeout(Duration.ofSeconds(1)))) {
        return !connection.writer().isClosing();
    } catch (IOException e) {
        return false;
    }
}
