// A crawler whose pages are parsed in other processes: fetching is waiting, and one loop does all of it; parsing is
// work, and gets the other processors. A page that makes its parser go mad costs one child process and one page.
//
//     ./asyncio4j run examples/PooledCrawler.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.TaskGroup;
import io.asyncio4j.offload.ChildDiedException;
import io.asyncio4j.offload.ProcessPool;
import module java.net.http;
import module jdk.httpserver;

void main() throws IOException {
    var server = startServer();
    try (var client = HttpClient.newHttpClient()) {
        run(() -> {
            try (var pool = ProcessPool.builder().size(2).memory("64m").open()) {
                var crawler = new Crawl(client, pool, "http://localhost:" + server.getAddress().getPort());
                taskGroup(g -> crawler.visit(g, "/1"));
                crawler.seen.forEach((page, text) -> IO.println(page + ": " + text));
                IO.println(pool.statistics().lost() + " page lost, and its child was replaced");
            }
        });
    } finally {
        server.stop(0);
    }
}

static class Crawl {
    // Tasks of one loop share it without a lock.
    final Map<String, String> seen = new TreeMap<>();
    private final HttpClient client;
    private final ProcessPool pool;
    private final String site;

    Crawl(HttpClient client, ProcessPool pool, String site) {
        this.client = client;
        this.pool = pool;
        this.site = site;
    }

    void visit(TaskGroup g, String page) {
        if (seen.putIfAbsent(page, "") == null) {
            g.createTask(() -> {
                var request = HttpRequest.newBuilder(URI.create(site + page)).build();
                var body = await(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())).body();
                try {
                    var parsed = pool.call(() -> parse(body));
                    seen.put(page, parsed.title());
                    parsed.links().forEach(link -> visit(g, link));
                } catch (ChildDiedException e) {
                    seen.put(page, "its parser has died with status " + e.exitStatus());
                }
            });
        }
    }
}

record Page(String title, List<String> links) implements Serializable {}

// It runs in a child: static, for that has no part in this process's objects.
static Page parse(String body) {
    if (body.contains("<blink>")) {
        Runtime.getRuntime().halt(86);
    }
    var links = Pattern.compile("href=\"([^\"]+)\"").matcher(body).results().map(m -> m.group(1)).toList();
    var title = Pattern.compile("<title>([^<]*)").matcher(body);
    return new Page(title.find() ? title.group(1) : "", links);
}

// Six pages: page n links to 2n and 2n + 1. Page 5 blinks.

static HttpServer startServer() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
        try (exchange) {
            int number = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            var links = IntStream.of(2 * number, 2 * number + 1).filter(n -> n <= 6)
                    .mapToObj("<a href=\"/%d\">"::formatted).collect(Collectors.joining());
            var bytes = ("<title>page " + number + "</title>" + links + (number == 5 ? "<blink>" : ""))
                    .getBytes();
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    });
    server.start();
    return server;
}
