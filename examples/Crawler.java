// A crawler that is kind to its server: never more than three requests at a time, and one new request every 20 ms at
// most. The server is the JDK's own, in this process; the client is java.net.http, whose futures a task can await.
//
//     ./asyncio4j run examples/Crawler.java

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.sync.Semaphore;
import module java.net.http;
import module jdk.httpserver;

void main() throws IOException {
    var server = startServer();
    try (var client = HttpClient.newHttpClient()) {
        run(() -> {
            var crawler = new Crawl(client, "http://localhost:" + server.getAddress().getPort());
            taskGroup(g -> crawler.visit(g, "/"));
            crawler.seen.forEach((page, text) -> IO.println(page + ": " + text));
            IO.println(crawler.seen.size() + " pages, "
                    + (mostAtOnce.get() <= 3 ? "three at a time at most" : "too many"));
        });
    } finally {
        server.stop(0);
    }
}

static class Crawl {
    // Tasks of one loop share them without a lock.
    final Map<String, String> seen = new TreeMap<>();
    private final Semaphore requests = new Semaphore(3);
    private Duration nextStart = Duration.ZERO;

    private final HttpClient client;
    private final String site;

    Crawl(HttpClient client, String site) {
        this.client = client;
        this.site = site;
    }

    // Each page is a task of the group, which ends when nothing is left to visit.
    void visit(TaskGroup g, String page) {
        if (seen.putIfAbsent(page, "") == null) {
            g.createTask(() -> {
                var body = fetch(page);
                // Parsing takes long, so it goes to another thread, and the loop goes on.
                var links = toThread(() -> links(body));
                seen.put(page, links.size() + " links");
                links.forEach(link -> visit(g, link));
            });
        }
    }

    private String fetch(String page) throws TimeoutException {
        try (var _ = requests.acquire()) {
            awaitTurn();
            var request = HttpRequest.newBuilder(URI.create(site + page)).build();
            return timeout(Duration.ofSeconds(10), () -> {
                return await(client.sendAsync(request, HttpResponse.BodyHandlers.ofString())).body();
            });
        }
    }

    private void awaitTurn() {
        var now = EventLoop.running().time();
        var start = nextStart.compareTo(now) > 0 ? nextStart : now;
        nextStart = start.plusMillis(20);
        sleep(start.minus(now));
    }

    private static List<String> links(String body) {
        return Pattern.compile("href=\"([^\"]+)\"").matcher(body).results().map(m -> m.group(1)).toList();
    }
}

// Twelve pages: page n links to 2n and 2n + 1.

static final AtomicInteger atOnce = new AtomicInteger();
static final AtomicInteger mostAtOnce = new AtomicInteger();

static HttpServer startServer() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    server.createContext("/", exchange -> {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try (exchange) {
            var page = exchange.getRequestURI().getPath().substring(1);
            int number = page.isEmpty() ? 1 : Integer.parseInt(page);
            var links = IntStream.of(2 * number, 2 * number + 1).filter(n -> n <= 12)
                    .mapToObj(n -> "<a href=\"/%d\">page %d</a>".formatted(n, n))
                    .collect(Collectors.joining());
            var bytes = ("<html>" + links + "</html>").getBytes();
            exchange.sendResponseHeaders(200, bytes.length);
            atOnce.decrementAndGet(); // before the client can know that it has the whole answer
            exchange.getResponseBody().write(bytes);
        }
    });
    server.start();
    return server;
}
