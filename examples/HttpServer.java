// HTTP/1.1 and WebSocket on Netty's codecs over asyncio4j's streams: Netty parses and writes, no thread of Netty's runs.
// A request is answered with its path, a WebSocket at /chat gets each of its messages back, in capitals.
//
//     ./asyncio4j run examples/HttpServer.java
//
// That needs io.netty:netty-codec-http on the class path (CLASSPATH is not looked at; Maven has it there for the tests).
// asyncio4j itself needs nothing of Netty. Argument: PORT.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Net.*;

import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

void main(String[] args) {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    run(() -> {
        try (var server = startServer(this::serve, "127.0.0.1", port)) {
            IO.println("HTTP at port " + server.port());
            server.serveForever();
        }
    });
}

void serve(StreamReader reader, StreamWriter writer) throws IOException {
    var http = new Http(reader, writer);
    try {
        while (http.next() instanceof FullHttpRequest request) {
            try {
                if (request.uri().equals("/chat")) {
                    chat(http, request);
                    return;
                }
                boolean keepAlive = HttpUtil.isKeepAlive(request);
                http.send(answer(request, keepAlive));
                if (!keepAlive) {
                    return;
                }
            } finally {
                request.release();
            }
        }
    } finally {
        http.codec.finishAndReleaseAll();
    }
}

DefaultFullHttpResponse answer(FullHttpRequest request, boolean keepAlive) {
    var text = request.method() + " " + request.uri() + " " + request.content().readableBytes() + "\n";
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
            Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    HttpUtil.setContentLength(response, response.content().readableBytes());
    HttpUtil.setKeepAlive(response, keepAlive);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    return response;
}

void chat(Http http, FullHttpRequest request) throws IOException {
    WebSocketServerHandshaker handshaker =
            new WebSocketServerHandshakerFactory("/chat", null, true).newHandshaker(request);
    if (handshaker == null) {
        http.send(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UPGRADE_REQUIRED));
        return;
    }
    handshaker.handshake(http.codec, request); // Netty puts its codec for frames in place
    http.flush();
    // a long message comes in several frames
    http.codec.pipeline().addLast(new WebSocketFrameAggregator(1 << 20));
    for (Object frame; (frame = http.next()) != null;) {
        try {
            switch (frame) {
                case TextWebSocketFrame text ->
                        http.send(new TextWebSocketFrame(text.text().toUpperCase(Locale.ROOT)));
                case PingWebSocketFrame ping -> http.send(new PongWebSocketFrame(ping.content().retain()));
                case CloseWebSocketFrame close -> {
                    http.send(close.retain());
                    return;
                }
                default -> {} // no answer
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }
}

/** A connection as Netty's codecs see it: bytes of the stream go in, messages come out, and the other way round. */
static class Http {
    final EmbeddedChannel codec =
            new EmbeddedChannel(new HttpServerCodec(), new HttpObjectAggregator(1 << 20));
    private final StreamReader reader;
    private final StreamWriter writer;

    Http(StreamReader reader, StreamWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /** {@return the next message, or null at the end of the stream} */
    Object next() throws IOException {
        Object message;
        while ((message = codec.readInbound()) == null) {
            byte[] bytes = reader.read(65536);
            if (bytes.length == 0) {
                return null;
            }
            codec.writeInbound(Unpooled.wrappedBuffer(bytes));
            flush(); // such as "100 Continue"
        }
        return message;
    }

    void send(Object message) throws IOException {
        codec.writeOutbound(message);
        flush();
    }

    void flush() throws IOException {
        for (ByteBuf bytes; (bytes = codec.readOutbound()) != null;) {
            writer.write(bytes.nioBuffer());
            bytes.release();
        }
        writer.drain();
    }
}
