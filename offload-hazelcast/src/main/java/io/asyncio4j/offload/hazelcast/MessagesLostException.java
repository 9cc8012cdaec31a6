package io.asyncio4j.offload.hazelcast;

/** Messages of a topic were overwritten by newer ones before this subscriber has taken them. */
public final class MessagesLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long count;

    /** Makes one. */
    public MessagesLostException(String topic, long count) {
        super(count + " messages of the topic " + topic
                + " were overwritten before they were taken; the subscriber is too"
                + " slow, or the topic's capacity too small");
        this.count = count;
    }

    /** {@return how many} */
    public long count() {
        return count;
    }
}
