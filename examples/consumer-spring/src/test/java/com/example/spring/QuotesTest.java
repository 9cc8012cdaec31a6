package com.example.spring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class QuotesTest {
    @LocalServerPort int port;

    @Test
    void oneLookUp_forAllThatAskAtTheSameTime() {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/quotes/ACME")).build();
            var answers = IntStream.range(0, 20)
                    .mapToObj(_ -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                    .toList().stream().map(answer -> answer.join().body()).collect(Collectors.toSet());
            assertTrue(answers.size() < 20, () -> "each was looked up on its own: " + answers);
            assertTrue(answers.contains("ACME 1"), answers::toString);
        }
    }

    @Test
    void theFlagIsSet() {
        assertTrue(Object.class.getModule().isOpen("java.lang", Application.class.getModule()));
    }
}
