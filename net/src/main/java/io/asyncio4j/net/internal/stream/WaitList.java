package io.asyncio4j.net.internal.stream;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for the same, each on its own: cancelling one disturbs no other. It takes no memory while nobody waits.
 * Loop-confined.
 */
final class WaitList {

    private final EventLoop loop;
    private List<Promise<@Nullable Void>> waiting = List.of();

    WaitList(EventLoop loop) {
        this.loop = loop;
    }

    /** Waits until {@link #wakeAll}, for what {@code known} tells whoever looks. */
    void await(WaitedFor known) {
        await(known, false);
    }

    /** The same, as the first in line or as the last. */
    void await(WaitedFor known, boolean asFirst) {
        Promise<@Nullable Void> mine = loop.createFuture(known);
        var longer = new ArrayList<Promise<@Nullable Void>>(waiting.size() + 1);
        for (Promise<@Nullable Void> other : waiting) {
            if (!other.done()) { // else whoever waited was cancelled
                longer.add(other);
            }
        }
        longer.add(asFirst ? 0 : longer.size(), mine);
        waiting = longer;
        mine.await();
    }

    void wakeAll() {
        for (Promise<@Nullable Void> promise : waiting) {
            if (!promise.done()) {
                promise.setResult(null);
            }
        }
        waiting = List.of(); // at last: without memory for one of them, the others wait on
    }
}
