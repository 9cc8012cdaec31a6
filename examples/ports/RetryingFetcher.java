// A fetcher that tries again, with pauses that grow, and a pool of workers that fetch many things, few at a time.
//
// What aiohttp_retry (https://github.com/inyutin/aiohttp_retry, MIT licence) and the usual worker pool around it do in
// Python, in code of our own. The requests are the JDK's: any function that may await would do.
//
//     ./asyncio4j run examples/ports/RetryingFetcher.java

package ports;

import static io.asyncio4j.Asyncio.*;

import com.sun.net.httpserver.HttpServer;
import io.asyncio4j.Outcome;
import io.asyncio4j.sync.Queue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Fetches values of type {@code V} for keys of type {@code K}. For the tasks of one loop. */
public final class RetryingFetcher<K, V> {
    /** One attempt; an {@link IOException} means that another one may succeed, other exceptions that none will. */
    @FunctionalInterface
    public interface Request<K, V> {
        V send(K key) throws Exception;
    }

    /**
     * How to try again.
     *
     * @param attempts how often in all
     * @param limit how long one attempt may take
     * @param firstPause the pause after the first failure; it doubles with each further one, up to {@code longestPause}
     * @param jitter which part of a pause is left to chance, 0 to 1, so that many clients do not come back at once
     */
    public record Policy(int attempts, Duration limit, Duration firstPause, Duration longestPause,
            double jitter) {
        public static final Policy DEFAULT =
                new Policy(3, Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofSeconds(30), 0.5);

        Duration pauseAfter(int failures, RandomGenerator random) {
            double pause = firstPause.toNanos() * Math.pow(2, failures - 1);
            pause = Math.min(pause, longestPause.toNanos());
            return Duration.ofNanos((long) (pause * (1 - jitter * random.nextDouble())));
        }
    }

    private final Request<? super K, ? extends V> request;
    private final Policy policy;
    private final RandomGenerator random;

    public RetryingFetcher(Request<? super K, ? extends V> request, Policy policy, RandomGenerator random) {
        this.request = request;
        this.policy = policy;
        this.random = random;
    }

    /** Fetches one; what the last attempt threw is thrown, those before are suppressed in it. */
    public V fetch(K key) throws IOException, TimeoutException {
        Exception earlier = null;
        for (int attempt = 1;; attempt++) {
            try {
                return attempt(key);
            } catch (IOException | TimeoutException e) {
                if (earlier != null && earlier != e) {
                    e.addSuppressed(earlier);
                }
                if (attempt == policy.attempts) {
                    throw e;
                }
                earlier = e;
            }
            sleep(policy.pauseAfter(attempt, random));
        }
    }

    // The lambda may throw anything, and timeout passes it on; here it is said, so that it can be caught.
    private V attempt(K key) throws IOException, TimeoutException {
        return timeout(policy.limit, () -> request.send(key));
    }

    /** Fetches all, by {@code workers} tasks; what cannot be fetched does not stop the others. In the order of the keys. */
    public Map<K, Outcome<V>> fetchAll(List<K> keys, int workers) {
        var queue = new Queue<K>();
        keys.forEach(queue::putNowait);
        queue.shutdown(); // nothing comes after these
        var results = new LinkedHashMap<K, Outcome<V>>();
        keys.forEach(key -> results.put(key, null));
        taskGroup(g -> {
            for (int i = 0; i < Math.min(workers, keys.size()); i++) {
                g.createTask(() -> {
                    for (var key : queue) {
                        results.put(key, gatherOutcomes(() -> fetch(key)).await().getFirst());
                    }
                });
            }
        });
        return results;
    }

    static void main() throws IOException {
        var requests = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) { // every third request is answered
                exchange.sendResponseHeaders(requests.incrementAndGet() % 3 == 0 ? 200 : 503, -1);
            }
        });
        server.start();
        try (var client = HttpClient.newHttpClient()) {
            var site = "http://localhost:" + server.getAddress().getPort();
            var fetcher = new RetryingFetcher<String, Integer>(path -> {
                var answer = await(client.sendAsync(HttpRequest.newBuilder(URI.create(site + path)).build(),
                        HttpResponse.BodyHandlers.discarding()));
                if (answer.statusCode() >= 500) {
                    throw new IOException(path + ": status " + answer.statusCode());
                }
                return answer.statusCode();
            }, Policy.DEFAULT, RandomGenerator.getDefault());
            run(() -> fetcher.fetchAll(List.of("/a", "/b", "/c"), 1)
                    .forEach((path, result) -> IO.println(path + " " + result)));
        } finally {
            server.stop(0);
        }
        IO.println(requests + " requests");
    }
}
