// The TCP echo client of Python's documentation.
//
//     ./asyncio4j run examples/TcpEchoClient.java
//
// Arguments: [PORT].

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

void main(String[] args) {
    int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
    run(() -> tcpEchoClient("Hello World!", port));
}

void tcpEchoClient(String message, int port) throws IOException {
    try (var connection = openConnection("127.0.0.1", port)) {
        IO.println("Send: '" + message + "'");
        connection.writer().write(message);
        connection.writer().drain();

        var data = connection.reader().read(100);
        IO.println("Received: '" + new String(data) + "'");

        IO.println("Close the connection");
        connection.writer().close();
        connection.writer().waitClosed();
    }
}
