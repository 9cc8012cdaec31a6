package io.asyncio4j.net.internal.stream;

import io.asyncio4j.EventLoop;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What all streams of a loop share: memory that is needed during a call only, so that an idle stream has none. */
public final class LoopBuffers {

    private static final int READ_SIZE = 128 * 1024;
    private static final int MOST_PIECES = 64;

    // guarded by itself
    private static final Map<EventLoop, LoopBuffers> OF_LOOPS = new WeakHashMap<>();

    /** Where bytes are read to before they get a place of their own. Loop-confined. */
    public final ByteBuffer scratch = ByteBuffer.allocateDirect(READ_SIZE);

    /** For gathering writes. Loop-confined. */
    final @Nullable ByteBuffer[] batch = new ByteBuffer[MOST_PIECES];

    private LoopBuffers() {}

    /** {@return those of {@code loop}} */
    public static LoopBuffers of(EventLoop loop) {
        synchronized (OF_LOOPS) {
            return OF_LOOPS.computeIfAbsent(loop, _ -> new LoopBuffers());
        }
    }
}
