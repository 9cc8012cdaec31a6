package io.asyncio4j.tests.publishers;

import static io.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's own publishers, which emit on threads of theirs. */
@Timeout(60)
class FromPublisherThreadsTest {

    @Test
    void manyElementsOfManyThreads_allCome_andThoseOfAThreadInOrder() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        List<Integer> taken = new ArrayList<>();
        List<Thread> submitters = new ArrayList<>();
        Asyncio.run(() -> {
            var publisher = new SubmissionPublisher<Integer>();
            try (AsyncIterable<Integer> source = AsyncIterable.from(publisher)) {
                EventLoop.running().callSoon(() -> {
                    for (int i = 0; i < threads; i++) {
                        int first = i * each;
                        submitters.add(Thread.ofPlatform().start(
                                () -> IntStream.range(first, first + each).forEach(publisher::submit)));
                    }
                });
                Iterator<Integer> elements = source.iterator();
                while (taken.size() < threads * each) {
                    taken.add(elements.next());
                }
                publisher.close();
                assertThat(elements.hasNext()).isFalse();
            }
        });
        for (Thread submitter : submitters) {
            submitter.join();
        }
        int[] next = IntStream.range(0, threads).map(i -> i * each).toArray();
        for (int element : taken) {
            assertThat(element).isEqualTo(next[element / each]++);
        }
    }

    @Test
    void aFailureOnAnotherThread_isTheVeryObject() {
        var failure = new IOException("broken");
        Asyncio.run(() -> {
            try (var publisher = new SubmissionPublisher<Integer>()) {
                Iterator<Integer> elements = AsyncIterable.from(publisher).iterator();
                EventLoop.running().callSoon(() -> publisher.submit(1));
                assertThat(elements.next()).isEqualTo(1);
                EventLoop.running().callSoon(() -> publisher.closeExceptionally(failure));
                assertThatThrownBy(elements::hasNext).isSameAs(failure);
                assertThat(elements.hasNext()).isFalse();
            }
        });
    }

    @Test
    void givenUp_lettingThePublisherKnow() {
        try (var publisher = new SubmissionPublisher<Integer>()) {
            Asyncio.run(() -> {
                try (AsyncIterable<Integer> source = AsyncIterable.from(publisher)) {
                    EventLoop.running().callSoon(() -> publisher.submit(1));
                    assertThat(source.iterator().next()).isEqualTo(1);
                    assertThat(publisher.getNumberOfSubscribers()).isEqualTo(1);
                }
                awaitNoSubscriber(publisher);
                EventLoop.running().callSoon(() -> publisher.submit(2));
                assertThat(AsyncIterable.from(publisher).iterator().next()).isEqualTo(2); // left to the loop
                assertThat(publisher.hasSubscribers()).isTrue();
            });
            awaitNoSubscriber(publisher);
        }
    }

    // the publisher learns of it on a thread of its own
    private static void awaitNoSubscriber(SubmissionPublisher<?> publisher) {
        while (publisher.hasSubscribers()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theBodyOfAnHttpResponse_isIteratedAsItComes() throws IOException {
        String body = "line\n".repeat(50_000);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write(body.getBytes(StandardCharsets.US_ASCII));
            }
        });
        server.start();
        var request = HttpRequest.newBuilder(
                URI.create("http://" + server.getAddress().getHostString() + ":"
                        + server.getAddress().getPort()))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var text = new StringBuilder();
            Asyncio.run(() -> {
                HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
                        await(client.sendAsync(request, BodyHandlers.ofPublisher()));
                try (AsyncIterable<List<ByteBuffer>> buffers = AsyncIterable.from(response.body(), 2)) {
                    for (List<ByteBuffer> some : buffers) {
                        some.forEach(buffer -> text.append(StandardCharsets.US_ASCII.decode(buffer)));
                    }
                }
            });
            assertThat(text).hasToString(body);
            client.shutdownNow();
            assertThat(awaitTermination(client)).isTrue();
        } finally {
            server.stop(0);
        }
    }

    private static boolean awaitTermination(HttpClient client) {
        try {
            return client.awaitTermination(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            return false;
        }
    }
}
