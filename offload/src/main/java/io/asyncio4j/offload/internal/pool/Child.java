package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.ChildDiedException;
import io.asyncio4j.offload.internal.wire.Frame;
import io.asyncio4j.offload.internal.wire.FrameChannel;
import io.asyncio4j.offload.spi.Parcel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One child of a pool: two threads, of which one starts the process and then sends what is posted, and the other one
 * receives, and goes on with the next call by itself.
 */
/*
 *   state     means                                         left by
 *   STARTING  the process is coming up                      READY, or its end
 *   IDLE      it has nothing to do, and is in the pool's    submit(), sweep()
 *             list of those
 *   BUSY      it makes a call                               RESULT, or its end
 *   LEAVING   it has been told to go                        its end
 *   DEAD      it is gone                                    never
 *
 * The state, the job and the process are guarded by the pool's lock.
 */
final class Child {

    enum State {
        STARTING,
        IDLE,
        BUSY,
        LEAVING,
        DEAD
    }

    private static final long WARM_UP = -1;

    // fixed
    final String name;
    private final int number;
    private final PoolCore pool;
    private final LinkedBlockingQueue<Frame> outbox = new LinkedBlockingQueue<>();
    // what the sender is to stop at
    private final Frame last = Frame.of(Frame.Kind.BYE, -1);

    // guarded by the pool's lock
    State state = State.STARTING;
    @Nullable Job<?> job;
    @Nullable Process process;
    boolean killed;
    long idleSince;

    Child(PoolCore pool, int number) {
        this.pool = pool;
        this.number = number;
        this.name = pool.name() + "/" + number;
    }

    /** Starts it, on threads of its own. */
    void launch() {
        try {
            thread(name + " sender", this::startAndSend);
        } catch (Throwable e) { // the system has no more threads
            couldNotStart(e);
        }
    }

    private void couldNotStart(Throwable why) {
        ChildDiedException died = why instanceof ChildDiedException itself ? itself
                : new ChildDiedException(name + " could not be started: " + why, -1, List.of());
        pool.ended(this, died, why);
    }

    private static void thread(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false).start(body);
    }

    /** Sends {@code frame} soon. Any thread may ask; it never waits. */
    void post(Frame frame) {
        outbox.add(frame);
    }

    /** Sends {@code job} soon. */
    void post(Job<?> job) {
        try {
            Frame frame = frame(job);
            if (frame != null) {
                post(frame);
            }
        } catch (Throwable e) { // there is no room for the bytes: the child would be busy for ever with nothing
            pool.kill(this);
            throw e;
        }
    }

    // Null for a call that is over: it was lost with this child, which has died meanwhile.
    private @Nullable Frame frame(Job<?> job) {
        Parcel parcel = job.parcel();
        return parcel == null ? null : frame(job.id, parcel);
    }

    private void send(FrameChannel channel, @Nullable Job<?> job) throws IOException {
        Frame frame = job == null ? null : frame(job);
        if (frame != null) {
            channel.send(frame);
        }
    }

    private Frame frame(long id, Parcel parcel) {
        byte[] bytes = parcel.bytes();
        byte[] payload = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(pool.outfit().files().numberOf(parcel.loader())).put(bytes).array();
        return new Frame(Frame.Kind.CALL, id, payload);
    }

    private void startAndSend() {
        ChildProcess child;
        try {
            child = pool.start(this, number);
        } catch (Throwable e) {
            couldNotStart(e);
            return;
        }
        try {
            thread(name + " receiver", () -> receive(child));
        } catch (Throwable e) {
            pool.kill(this);
            end(child, e);
            return;
        }
        try {
            FrameChannel channel = child.channel();
            for (Frame frame = outbox.take(); frame != last; frame = outbox.take()) {
                channel.send(frame);
            }
        } catch (IOException | InterruptedException e) {
            // the receiver notices as well
        } catch (Throwable e) { // no room for what it should send, which the other side waits for
            pool.kill(this);
        }
    }

    private void receive(ChildProcess child) {
        Throwable trouble = null;
        try {
            if (setUp(child)) {
                takeResults(child);
            }
        } catch (IOException e) {
            trouble = e;
        } catch (Throwable e) {
            trouble = e;
            pool.kill(this);
        }
        outbox.add(last);
        end(child, trouble);
    }

    private void end(ChildProcess child, @Nullable Throwable trouble) {
        pool.ending(this);
        String what = trouble == null || trouble instanceof IOException ? name + " has died"
                : name + " was killed, because " + trouble;
        while (true) {
            try {
                ChildDiedException died = child.end(what);
                pool.ended(this, died, trouble == null ? died : trouble);
                return;
            } catch (InterruptedException e) {
                // nobody has a reason to
            }
        }
    }

    /** Sees it to the point where it takes calls; says false if it has ended before. */
    private boolean setUp(ChildProcess child) throws Throwable {
        FrameChannel channel = child.channel();
        Frame hello = channel.receive();
        if (hello == null) {
            return false;
        }
        channel.send(pool.outfit().setUp());
        Frame ready = channel.receive();
        Parcel warmUp = pool.outfit().warmUp();
        if (ready == null || warmUp == null) {
            return ready != null;
        }
        channel.send(frame(WARM_UP, warmUp));
        Frame frame = channel.receive();
        while (frame != null && frame.kind() == Frame.Kind.CLASS_WANTED) {
            channel.send(pool.outfit().files().answer(frame));
            frame = channel.receive();
        }
        if (frame == null) {
            return false;
        }
        warmUp.open(frame.payload(), child.place());
        return true;
    }

    private void takeResults(ChildProcess child) throws IOException {
        FrameChannel channel = child.channel();
        Job<?> next = pool.next(this);
        while (true) {
            send(channel, next);
            Frame frame = channel.receive();
            if (frame == null) {
                return;
            }
            next = null;
            switch (frame.kind()) {
                case CLASS_WANTED -> channel.send(pool.outfit().files().answer(frame));
                case RESULT -> {
                    Job<?> done = pool.done(this, frame.id());
                    try {
                        send(channel, pool.next(this)); // before the result is made of its bytes, which may take long
                    } finally { // a child that has died meanwhile has given this result all the same
                        if (done != null) {
                            pool.deliver(done, frame.payload(), child.place());
                        }
                    }
                }
                default -> throw new IOException(name + " has sent " + frame);
            }
        }
    }

    @Override
    public String toString() {
        return name + " (" + state + ")";
    }
}
