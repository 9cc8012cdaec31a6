package io.asyncio4j.sync;

/** Those who wait for one thing of a queue, and what that is, for whoever looks. */
final class QueueLine extends Waiters {

    /** What they wait for. */
    enum Side {
        GET,
        PUT,
        JOIN
    }

    // fixed
    private final Queue<?> queue;
    private final Side side;
    private final Users others;

    /** @param others who might end their wait */
    QueueLine(Queue<?> queue, Side side, Users others) {
        this.queue = queue;
        this.side = side;
        this.others = others;
    }

    @Override
    public String kind() {
        return "queue";
    }

    @Override
    public String name() {
        return queue.name();
    }

    @Override
    public Object object() {
        return queue;
    }

    @Override
    public String text() {
        return queue.label() + switch (side) {
            case GET -> queue.empty() ? " empty" : " has items";
            case PUT -> (queue.full() ? " full " : " ") + queue.qsize() + "/" + queue.maxsize();
            case JOIN -> " not done, " + queue.unfinishedTasks() + " left";
        };
    }

    @Override
    public int items() {
        return queue.qsize();
    }

    @Override
    public long[] users() {
        return others.all();
    }
}
