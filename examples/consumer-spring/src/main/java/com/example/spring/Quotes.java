package com.example.spring;

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.LoopThread;
import io.asyncio4j.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Looks a price up once, however many requests ask for it at the same time. */
@RestController
class Quotes {
    // Only tasks of the one loop touch these, so that they need no lock.
    private final Map<String, Task<String>> underWay = new HashMap<>();
    private int lookedUp;

    private final LoopThread service;

    Quotes(LoopThread service) {
        this.service = service;
    }

    /** Spring frees its thread until the future is done. */
    @GetMapping("/quotes/{symbol}")
    CompletableFuture<String> quote(@PathVariable String symbol) {
        return runCoroutineThreadsafe(() -> priceOf(symbol), service.loop());
    }

    private String priceOf(String symbol) {
        var task = underWay.computeIfAbsent(symbol, _ -> {
            var started = createTask(() -> lookUp(symbol));
            started.addDoneCallback(_ -> underWay.remove(symbol));
            return started;
        });
        return shield(task).await(); // who gives up does not stop it for the others
    }

    private String lookUp(String symbol) {
        lookedUp++;
        sleep(Duration.ofMillis(200)); // a slow service
        return symbol + " " + lookedUp;
    }
}
