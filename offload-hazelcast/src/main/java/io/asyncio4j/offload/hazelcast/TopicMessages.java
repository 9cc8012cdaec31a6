package io.asyncio4j.offload.hazelcast;

import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.sync.Lock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a subscriber gets: reads some messages at a time, and remembers how far it is. */
final class TopicMessages<T> implements AsyncIterable<T> {

    private static final int MOST_AT_ONCE = 100;

    private final Ringbuffer<byte[]> messages;
    private final String topic;
    private final Function<byte[], T> open;
    private final int most;

    // loop-confined
    private final Promise<@Nullable Void> closed = EventLoop.running().createFuture();
    private final Lock turn = new Lock();
    private final Deque<byte[]> here = new ArrayDeque<>();
    private long next;

    TopicMessages(Ringbuffer<byte[]> messages, String topic, long next, long capacity,
            Function<byte[], T> open) {
        this.messages = messages;
        this.topic = topic;
        this.next = next;
        this.most = (int) Math.min(MOST_AT_ONCE, capacity);
        this.open = open;
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (here.isEmpty() && !closed.done()) {
                    read();
                }
                return !here.isEmpty();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException(
                            "the subscription of the topic " + topic + " was closed");
                }
                return open.apply(here.remove());
            }
        };
    }

    // One task at a time, or two would get the same. A read that is cancelled takes nothing: how far this one is, is
    // known here.
    private void read() {
        try (var _ = turn.acquire()) {
            if (here.isEmpty() && !closed.done()) {
                readMore();
            }
        }
    }

    private void readMore() {
        Future<ReadResultSet<byte[]>> some =
                Asyncio.wrapFuture(messages.readManyAsync(next, 1, most, null));
        try {
            Asyncio.wait(List.of(some, closed), null, ReturnWhen.FIRST_COMPLETED);
            if (some.done()) {
                keep(some.result());
            }
        } finally {
            some.cancel();
        }
    }

    // Where messages were overwritten, the oldest that are left come in their place.
    private void keep(ReadResultSet<byte[]> read) {
        long lost = read.getSequence(0) - next;
        if (lost > 0) {
            close();
            throw new MessagesLostException(topic, lost);
        }
        read.forEach(here::add);
        next = read.getNextSequenceToReadFrom();
    }

    @Override
    public void close() {
        if (!closed.done()) {
            closed.setResult(null);
        }
        here.clear();
    }

    @Override
    public String toString() {
        return "<subscription of topic " + topic + " at " + next + (closed.done() ? " closed" : "") + ">";
    }
}
