package io.asyncio4j.offload.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.asyncio4j.Asyncio;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.offload.hazelcast.internal.OffLoop;
import io.asyncio4j.offload.spi.Parcels;

/**
 * Messages to everybody who has subscribed. Subscribers take them at their own pace: the cluster keeps the newest ones
 * (10,000, unless the ring buffer of that name is configured otherwise), and who is further behind is told how many were
 * lost.
 *
 * @param <T> the type of the messages
 */
public final class ClusterTopic<T> {

    private final HazelcastInstance instance;
    private final Parcels parcels;
    private final String name;
    private final Class<T> type;

    ClusterTopic(HazelcastInstance instance, Parcels parcels, String name, Class<T> type) {
        this.instance = instance;
        this.parcels = parcels;
        this.name = name;
        this.type = type;
    }

    private Ringbuffer<byte[]> messages() {
        return instance.getRingbuffer("asyncio4j-topic-" + name);
    }

    /**
     * Sends {@code message}, and waits until the cluster has it.
     *
     * <p><b>Cancellation:</b> ends the wait; the message may be sent all the same.
     *
     * @throws io.asyncio4j.offload.NotSendableException if it is not serialisable or not trusted
     */
    public void publish(T message) {
        byte[] bytes = parcels.packValue(message, type);
        Asyncio.await(messages().addAsync(bytes, OverflowPolicy.OVERWRITE));
    }

    /**
     * {@return the messages that are sent from now on} It waits until the cluster has said where it is. If several tasks
     * iterate one subscription, each message goes to one of them.
     *
     * <p><b>Cancellation:</b> of a wait for the next message loses none.
     *
     * <p><b>Errors:</b> {@link MessagesLostException} ends the iteration if the subscriber has come too late for some.
     */
    public AsyncIterable<T> subscribe() {
        Ringbuffer<byte[]> messages = messages();
        long[] place = OffLoop.call("asyncio4j-subscribe",
                () -> new long[] {messages.tailSequence() + 1, messages.capacity()});
        return new TopicMessages<>(messages, name, place[0], place[1],
                bytes -> parcels.openValue(bytes, type));
    }

    @Override
    public String toString() {
        return "<ClusterTopic " + name + ">";
    }
}
