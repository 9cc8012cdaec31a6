// A TLS proxy: takes encrypted connections and passes them on, in plain text, to a server that knows nothing of TLS.
//
//     ./asyncio4j run examples/TlsProxy.java
//
// Arguments: PORT TARGET_HOST TARGET_PORT CHAIN.pem KEY.pem.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.TlsContexts;
import io.asyncio4j.net.TlsOptions;

void main(String[] args) throws IOException {
    var context = TlsContexts.builder().pemKey(Path.of(args[3]), Path.of(args[4])).build();
    int targetPort = Integer.parseInt(args[2]);
    run(() -> {
        var options = ServerOptions.DEFAULT
                .withTls(TlsOptions.of(context).withHandshakeTimeout(Duration.ofSeconds(5)));
        try (var server =
                startServer((reader, writer) -> proxy(reader, writer, args[1], targetPort), "127.0.0.1",
                        Integer.parseInt(args[0]), options)) {
            IO.println("TLS at port " + server.port());
            server.serveForever();
        }
    });
}

void proxy(StreamReader reader, StreamWriter writer, String host, int port) throws IOException {
    try (var target = openConnection(host, port)) {
        taskGroup(g -> { // one direction that ends in an error ends the other
            g.createTask(() -> pump(reader, target.writer()));
            g.createTask(() -> pump(target.reader(), writer));
        });
    }
}

void pump(StreamReader from, StreamWriter to) throws IOException {
    for (byte[] chunk = from.read(65536); chunk.length > 0; chunk = from.read(65536)) {
        to.write(chunk);
        to.drain();
    }
    if (to.canWriteEof()) {
        to.writeEof();
    } else {
        to.close();
    }
}
