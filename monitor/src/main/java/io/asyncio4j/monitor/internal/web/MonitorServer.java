package io.asyncio4j.monitor.internal.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.internal.look.Recording;
import io.asyncio4j.monitor.internal.look.Recordings;
import io.asyncio4j.monitor.internal.look.Sources;
import io.asyncio4j.monitor.internal.look.Watches;
import io.asyncio4j.monitor.internal.timeline.Recorded;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The HTTP server: it refuses, hands out the page's files, or lets the {@link Api} answer. */
public final class MonitorServer implements AutoCloseable {

    private static final int MOST_BODY = 4_096;

    /** The page runs its own scripts only, talks to nobody else, and is shown in no other page. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    private final System.Logger logger = System.getLogger("io.asyncio4j.monitor");
    private final HttpServer http;
    private final RequestThreads threads;
    private final Watches watches;
    private final Recordings recordings = new Recordings();
    private final Guard guard;
    private final Api api;
    private final ServerOptions options;

    private MonitorServer(HttpServer http, RequestThreads threads, ServerOptions options) {
        this.http = http;
        this.threads = threads;
        this.options = options;
        this.watches = new Watches(options.programs());
        this.guard = new Guard(http.getAddress().getPort(), options.listenOn(), options.hosts());
        this.api = new Api(watches, recordings, new Sources(options.sources()), options.allowCancel(),
                guard.key());
    }

    /** {@return one that serves} */
    public static MonitorServer start(ServerOptions options) throws IOException {
        return start(options, new RequestThreads());
    }

    static MonitorServer start(ServerOptions options, RequestThreads threads) throws IOException {
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(options.listenOn(), options.port()), 0);
        } catch (BindException e) {
            throw (IOException) new BindException(
                    "the monitor cannot listen on port " + options.port() + " of "
                            + options.listenOn().getHostAddress()
                            + ": it is taken, or not for you; choose another one, or 0"
                            + " for any that is free")
                    .initCause(e);
        }
        var server = new MonitorServer(http, threads, options);
        http.setExecutor(threads);
        http.createContext("/", server::handle);
        // the server's own thread inherits that it is a daemon
        Thread.ofPlatform().daemon().name("asyncio4j-monitor").start(() -> serve(http));
        return server;
    }

    private static void serve(HttpServer http) {
        try {
            http.start();
        } catch (IllegalStateException e) {
            // it has been closed before it has begun
        }
    }

    /** {@return the port} */
    public int port() {
        return http.getAddress().getPort();
    }

    /** {@return host and port, as in an address} */
    public String authority() {
        InetAddress address = options.listenOn();
        String host = address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** {@return the address with the token} */
    public URI address() {
        return URI.create("http://" + authority() + "/?token=" + guard.token());
    }

    /** {@return one that opens the page once, and soon} */
    public URI addressForOnce() {
        return URI.create("http://" + authority() + "/?token=" + guard.tokenForOnce());
    }

    @Override
    public void close() {
        recordings.close();
        watches.close();
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            try {
                answer(exchange);
            } catch (Query.Malformed e) {
                refuse(exchange, 400, String.valueOf(e.getMessage()));
            } catch (ProgramFailure e) {
                refuse(exchange, 409, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                logger.log(System.Logger.Level.WARNING, "the monitor could not answer a request", e);
                refuse(exchange, 500, "The monitor has failed to answer; its log says why.");
            }
        } catch (IOException e) {
            // who has asked is gone
        }
    }

    private void answer(HttpExchange exchange) throws IOException, Query.Malformed, ProgramFailure {
        String method = exchange.getRequestMethod();
        Headers headers = exchange.getRequestHeaders();
        String path = exchange.getRequestURI().getPath();
        if (!method.equals("GET") && !method.equals("POST")) {
            refuse(exchange, 405, "The monitor knows GET and POST only.");
            return;
        }
        Guard.Refusal refusal = guard.refusalOfOrigin(method, headers);
        if (refusal != null) {
            refuse(exchange, refusal.status(), refusal.message());
            return;
        }
        var query = new Query(exchange.getRequestURI().getRawQuery());
        String token = query.find("token");
        if (path.equals("/") && token != null && guard.mayTry() && guard.isToken(token)) {
            letIn(exchange, query);
            return;
        }
        refusal = guard.refusalOfClient(method, headers);
        if (refusal != null) {
            refuse(exchange, refusal.status(), refusal.message());
            return;
        }
        threads.letAsk();
        if (method.equals("POST")) {
            send(exchange, 200, "application/json", api.change(path, new Query(body(exchange))));
            return;
        }
        String file = path.equals("/") ? "/index.html" : path;
        String type = Assets.typeOf(file);
        if (type != null) {
            send(exchange, 200, type, Assets.load(file));
            return;
        }
        if (path.equals("/timeline") || path.equals("/timeline.json")) {
            sendTimeline(exchange, path, query);
            return;
        }
        String json = api.get(path, query);
        if (json == null) {
            refuse(exchange, 404, "There is nothing under " + path + ".");
        } else {
            send(exchange, 200, "application/json", json);
        }
    }

    /*
     * Not a redirect: if it is another site that leads here, the browser would leave out the cookie there, which is for
     * this site only. The page that comes first leads on, and that one is ours.
     */
    private void letIn(HttpExchange exchange, Query query) throws IOException, Query.Malformed {
        exchange.getResponseHeaders().set("Set-Cookie", guard.setCookie());
        long pid = query.number("pid", 1, Long.MAX_VALUE, 0);
        String page = pid == 0 ? "/" : "/#/program/" + pid;
        send(exchange, 200, "text/html; charset=utf-8", """
                <!DOCTYPE html>
                <html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=PAGE">
                <title>asyncio4j monitor</title><p><a href="PAGE">Go on</a></html>
                """.replace("PAGE", page));
    }

    private static String body(HttpExchange exchange) throws IOException, Query.Malformed {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
        if (body.length > MOST_BODY) {
            throw new Query.Malformed("the request is too long");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", message + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, @Nullable String text)
            throws IOException {
        send(exchange, status, type, String.valueOf(text).getBytes(StandardCharsets.UTF_8));
    }

    /** A page that is made of texts of the program: it runs its own scripts, known by their hashes, and nothing else. */
    private void sendTimeline(HttpExchange exchange, String path, Query query)
            throws IOException, Query.Malformed {
        Recording recording = recordings.find(query.number("number", 1, Long.MAX_VALUE));
        if (recording == null || recording.state() != Recording.State.READY) {
            refuse(exchange, 404, "There is no such timeline, or not any more; record another one.");
            return;
        }
        secure(exchange);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Encoding", "gzip");
        if (path.equals("/timeline")) {
            headers.set("Content-Security-Policy", Recorded.policyOfPage() + "; frame-ancestors 'self'");
            headers.set("X-Frame-Options", "SAMEORIGIN");
            write(exchange, 200, "text/html; charset=utf-8", recording.page());
        } else {
            headers.set("Content-Disposition",
                    "attachment; filename=\"asyncio4j-timeline-" + recording.number() + ".json\"");
            write(exchange, 200, "application/json", recording.perfetto());
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
            throws IOException {
        secure(exchange);
        write(exchange, status, type, bytes);
    }

    private static void secure(HttpExchange exchange) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private static void write(HttpExchange exchange, int status, String type, byte[] bytes)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
