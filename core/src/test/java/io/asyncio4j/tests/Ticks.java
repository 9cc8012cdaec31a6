package io.asyncio4j.tests;

import static io.asyncio4j.tests.Loops.ticks;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.VoidCoroutine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Counts ticks: a callback that queues itself again runs once in each. */
final class Ticks {

    final EventLoop loop = EventLoop.running();
    private final List<String> log = new ArrayList<>();
    private boolean counting = true;
    private int now;
    private int start;

    Ticks() {
        loop.callSoon(this::count);
    }

    private void count() {
        now++;
        if (counting) {
            loop.callSoon(this::count);
        }
    }

    void begin() {
        start = now;
    }

    void mark(String event) {
        log.add(event + "@" + (now - start));
    }

    void markCancellation(Runnable await) {
        try {
            await.run();
        } catch (CancelledError e) {
            mark("cancelled");
            throw e;
        }
    }

    void markTimeout(VoidCoroutine await) throws Exception {
        try {
            await.run();
        } catch (TimeoutException e) {
            mark("timeout");
        }
    }

    void finishAfterTwoTicks() {
        ticks(2);
        mark("finishes");
    }

    List<String> end() {
        counting = false; // else virtual time would never move
        return log;
    }
}
