package io.asyncio4j.tests.support;

import static io.asyncio4j.tests.support.Loops.ticks;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.VoidCoroutine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Counts ticks: a callback that queues itself again runs once in each. */
public final class Ticks {

    public final EventLoop loop = EventLoop.running();
    private final List<String> log = new ArrayList<>();
    private boolean counting = true;
    private int now;
    private int start;

    public Ticks() {
        loop.callSoon(this::count);
    }

    private void count() {
        now++;
        if (counting) {
            loop.callSoon(this::count);
        }
    }

    public void begin() {
        start = now;
    }

    public void mark(String event) {
        log.add(event + "@" + (now - start));
    }

    public void markCancellation(Runnable await) {
        try {
            await.run();
        } catch (CancelledError e) {
            mark("cancelled");
            throw e;
        }
    }

    public void markTimeout(VoidCoroutine await) throws Exception {
        try {
            await.run();
        } catch (TimeoutException e) {
            mark("timeout");
        }
    }

    public void finishAfterTwoTicks() {
        ticks(2);
        mark("finishes");
    }

    public List<String> end() {
        counting = false; // else virtual time would never move
        return log;
    }
}
