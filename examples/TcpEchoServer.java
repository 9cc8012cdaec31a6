// The TCP echo server of Python's documentation: each client's message is sent back to it.
//
//     ./asyncio4j run examples/TcpEchoServer.java
//
// Arguments: [PORT].
//
// In another window: ./asyncio4j run examples/TcpEchoClient.java. Ctrl-C ends the server.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;

void main(String[] args) {
    int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
    run(() -> {
        var server = startServer(this::handleEcho, "127.0.0.1", port);
        IO.println("Serving on " + server.addresses());
        try (server) {
            server.serveForever();
        }
    });
}

void handleEcho(StreamReader reader, StreamWriter writer) throws IOException {
    var message = new String(reader.read(100));
    IO.println("Received '" + message + "' from " + writer.remoteAddress());

    IO.println("Send: '" + message + "'");
    writer.write(message);
    writer.drain();

    IO.println("Close the connection");
    writer.close();
    writer.waitClosed();
}
