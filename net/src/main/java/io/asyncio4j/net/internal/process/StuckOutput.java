package io.asyncio4j.net.internal.process;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.net.internal.parts.NetLogs;
import io.asyncio4j.net.internal.pipe.PipeInput;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells in debug mode, while somebody waits for a process to end, that it cannot: nobody reads its output, and the pipe is
 * full. It tells once for each output. Loop-confined.
 */
public final class StuckOutput {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Child child;
    private final List<PipeInput> outputs;
    private @Nullable TimerHandle timer;

    public StuckOutput(EventLoop loop, Child child) {
        this.loop = loop;
        this.child = child;
        this.outputs = child.outputs();
    }

    /** Begins to look, if the loop is in debug mode and it does not look yet. */
    public void begin() {
        if (loop.getDebug() && timer == null && !outputs.isEmpty()) {
            timer = loop.callLater(PATIENCE, this::look);
        }
    }

    private void look() {
        timer = null;
        outputs.removeIf(this::tells);
        begin();
    }

    private boolean tells(PipeInput output) {
        Long since = output.heldUpSince();
        Duration waiting = since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
        if (waiting.compareTo(PATIENCE) < 0) {
            return false;
        }
        NetLogs.process().log(Level.WARNING,
                "{0} is full and has not been read for {1} ms: {2} is blocked, and waiting for its end may take for ever; "
                        + "use communicate(), or read",
                output, waiting.toMillis(), child);
        return true;
    }

    /** Nobody waits any more. */
    public void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
