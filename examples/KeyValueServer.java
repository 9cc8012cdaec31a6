// A key-value server that speaks lines: "set KEY VALUE", "get KEY", "keys", "quit". A client that says nothing for
// thirty seconds is sent away. On SIGTERM it takes no new clients, lets the others finish what they have begun, for two
// seconds at most, and ends with status 0.
//
//     ./asyncio4j run examples/KeyValueServer.java
//
// Arguments: [PORT [SILENCE GRACE]], the two times in milliseconds.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Signal;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.sync.Event;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;

final Map<String, String> store = new TreeMap<>();

Duration silence = Duration.ofSeconds(30);
Duration grace = Duration.ofSeconds(2);

void main(String[] args) {
    int port = args.length == 0 ? 8877 : Integer.parseInt(args[0]);
    if (args.length > 2) {
        silence = Duration.ofMillis(Long.parseLong(args[1]));
        grace = Duration.ofMillis(Long.parseLong(args[2]));
    }
    run(() -> {
        var stop = new Event();
        EventLoop.running().addSignalHandler(Signal.SIGTERM, stop::set);
        var options = ServerOptions.DEFAULT.withMostConnections(1000).withCloseTimeout(grace);
        var server = startServer(this::serve, "127.0.0.1", port, options);
        IO.println("ready at port " + server.port());
        stop.await();
        IO.println("stopping, " + server.connections() + " connected");
        var inTime = server.shutdown(grace);
        IO.println(inTime ? "all have ended" : "the rest was sent away");
    });
}

void serve(StreamReader reader, StreamWriter writer) throws IOException {
    while (true) {
        String line;
        try {
            line = timeout(silence, () -> reader.readLine(StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            writer.write("bye: you have said nothing for a while\n");
            return;
        }
        if (line == null || line.equals("quit")) {
            return;
        }
        writer.write(answer(line.split(" ", 3)) + "\n");
        writer.drain();
    }
}

String answer(String[] words) {
    return switch (words[0] + "/" + words.length) {
        case "set/3" -> {
            store.put(words[1], words[2]);
            yield "ok";
        }
        case "get/2" -> store.getOrDefault(words[1], "nothing");
        case "keys/1" -> String.join(" ", store.keySet());
        default -> "what?";
    };
}
