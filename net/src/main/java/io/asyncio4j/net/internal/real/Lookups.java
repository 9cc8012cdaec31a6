package io.asyncio4j.net.internal.real;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.parts.NetLogs;
import io.asyncio4j.spi.LoopResource;
import io.asyncio4j.sync.Semaphore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks the system's resolver, which blocks, on other threads: on the loop's default executor, so many at a time. A lookup
 * that was cancelled keeps its place until the resolver has answered.
 */
final class Lookups implements LoopResource {

    private static final int MOST_AT_A_TIME = 64;
    private static final InetAddress[] NONE = {};
    private static final Map<EventLoop, Lookups> OF_LOOPS = new WeakHashMap<>(); // guarded by itself

    private final EventLoop loop;
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

    private Lookups(EventLoop loop) {
        this.loop = loop;
        loop.addResource(this);
    }

    static List<InetAddress> addressesOf(String host) throws IOException {
        EventLoop loop = EventLoop.running();
        Lookups lookups;
        synchronized (OF_LOOPS) {
            lookups = OF_LOOPS.computeIfAbsent(loop, Lookups::new);
        }
        return lookups.lookUp(host);
    }

    /** The loop is closed. Its lookups know it, so the map would hold it. */
    @Override
    public void close() {
        synchronized (OF_LOOPS) {
            OF_LOOPS.remove(loop);
        }
    }

    @Override
    public boolean isClosing() {
        return true; // nobody has to close it before
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private List<InetAddress> lookUp(String host) throws IOException {
        places.acquire();
        // whether the resolver was asked, or is not going to be
        var settled = new AtomicBoolean();
        Future<InetAddress[]> answer;
        try {
            answer = loop.runInExecutor(null, () -> {
                if (!settled.compareAndSet(false, true)) {
                    return NONE;
                }
                try {
                    return InetAddress.getAllByName(host);
                } finally {
                    if (!loop.isClosed()) {
                        loop.callSoonThreadsafe(places::release);
                    }
                }
            });
        } catch (Throwable e) { // no thread, perhaps
            places.release();
            throw e;
        }
        long start = System.nanoTime();
        InetAddress[] addresses;
        try {
            addresses = answer.await(IOException.class);
        } finally {
            if (answer.cancelled() && settled.compareAndSet(false, true)) {
                places.release();
            }
            if (loop.getDebug()) {
                logTime(host, System.nanoTime() - start, answer);
            }
        }
        if (addresses.length == 0) {
            throw new UnknownHostException("getaddrinfo('" + host + "') returned empty list");
        }
        return List.of(addresses);
    }

    private void logTime(String host, long nanos, Future<InetAddress[]> answer) {
        Duration limit = loop.getSlowCallbackDuration();
        boolean slow = limit != null && nanos >= limit.toNanos();
        String outcome = !answer.done() || answer.cancelled() ? "cancelled"
                : answer.exception() != null ? String.valueOf(answer.exception())
                : Arrays.toString(answer.result());
        NetLogs.net().log(slow ? Level.INFO : Level.DEBUG, "Getting address info {0} took {1} ms: {2}", host,
                String.format(Locale.ROOT, "%.3f", nanos / 1e6), outcome);
    }
}
