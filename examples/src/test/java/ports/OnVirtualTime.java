package ports;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.VirtualClock;
import java.util.ArrayList;
import java.util.List;

/** A test's loop, on virtual time, and what has happened on it, each with the second at which it did. */
final class OnVirtualTime {
    final List<String> events = new ArrayList<>();

    static void run(Threads threads, VoidCoroutine body) {
        Asyncio.run(EventLoop.builder().threads(threads).poller(new VirtualClock()), body);
    }

    void note(Object what) {
        double seconds = EventLoop.running().time().toMillis() / 1000.0;
        events.add(what + " @" + seconds);
    }
}
