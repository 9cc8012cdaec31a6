package io.asyncio4j.net.internal.stream;

import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.LoopResource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What all streams of a loop share: memory that is needed during a call only, so that an idle stream has none. */
public final class LoopBuffers implements LoopResource {

    private static final int READ_SIZE = 128 * 1024;
    private static final int WRITE_SIZE = 64 * 1024;
    private static final int MOST_PIECES = 64;

    // guarded by itself
    private static final Map<EventLoop, LoopBuffers> OF_LOOPS = new WeakHashMap<>();

    /** Where bytes are read to before they get a place of their own. Loop-confined. */
    public final ByteBuffer scratch = ByteBuffer.allocateDirect(READ_SIZE);

    // loop-confined: what the first stream that is written to in a turn keeps there until it is sent
    private final ByteBuffer forWriting = ByteBuffer.allocateDirect(WRITE_SIZE);
    /** Whether what {@link #free} gave is in use. A field that is set: where the stack ends there is no call that could fail. */
    boolean lent;

    /** For gathering writes. Loop-confined. */
    final @Nullable ByteBuffer[] batch = new ByteBuffer[MOST_PIECES];

    // loop-confined: the streams that were written to in this turn
    private ArrayList<StreamOutput> written = new ArrayList<>();
    private ArrayList<StreamOutput> spare = new ArrayList<>();
    private final Context context = Context.empty();
    private final EventLoop loop;

    private LoopBuffers(EventLoop loop) {
        this.loop = loop;
        loop.addResource(this);
    }

    /** {@return memory for {@code least} bytes and some more, for whoever sets {@link #lent}; or null if it is in use} */
    @Nullable
    ByteBuffer free(int least) {
        return lent || least > WRITE_SIZE ? null : forWriting.clear();
    }

    /**
     * Lets {@code output} be flushed in the next turn. One callback does it for all, so a write costs none of its own. Where
     * there is no memory or stack for that, it throws and nothing has happened.
     */
    void flushSoon(StreamOutput output) {
        if (written.isEmpty()) {
            loop.callSoon(context, this::flushAll); // in vain, if the rest fails; the other way round nobody would be flushed
        }
        written.add(output);
    }

    private void flushAll() {
        ArrayList<StreamOutput> outputs = written;
        written = spare;
        spare = outputs;
        int next = 0;
        try {
            while (next < outputs.size()) {
                outputs.get(next++).flushQueued();
            }
        } finally { // a transport of the program's own may throw anything, and has the next turn for itself
            while (next < outputs.size()) {
                flushSoon(outputs.get(next++));
            }
            outputs.clear();
        }
    }

    /** {@return those of {@code loop}} */
    public static LoopBuffers of(EventLoop loop) {
        synchronized (OF_LOOPS) {
            return OF_LOOPS.computeIfAbsent(loop, LoopBuffers::new);
        }
    }

    /** The loop is closed. What it has not flushed knows it, so the map would hold it. */
    @Override
    public void close() {
        synchronized (OF_LOOPS) {
            OF_LOOPS.remove(loop);
        }
    }

    @Override
    public boolean isClosing() {
        return true; // nobody has to close them before
    }
}
