package io.asyncio4j.internal.handle;

import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.spi.ContextPropagator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The handle of {@code callSoon}: a runnable and its context, both dropped when it is cancelled. */
public sealed class CallbackHandle extends HandleImpl permits TimerHandleImpl, ThreadsafeHandle {

    final LoopCore loop;
    private @Nullable Runnable callback;
    private @Nullable ContextImpl context;
    // what the loop's propagators have found where the callback was handed over
    private ContextPropagator.@Nullable Captured captured;
    private @Nullable CreationStack createdAt;
    // debug mode: what the callback was, once it is dropped
    private @Nullable String wasCallback;

    CallbackHandle(LoopCore loop, @Nullable ContextImpl context, Runnable callback) {
        this.loop = loop;
        this.callback = callback;
        this.context = context;
        if (loop.getDebug()) {
            createdAt = CreationStack.capture();
        }
    }

    /** Lets it run within {@code captured}; before anybody can run it. */
    public void runWithin(ContextPropagator.@Nullable Captured captured) {
        this.captured = captured;
    }

    @Override
    public void cancel() {
        if (!super.cancelled()) {
            super.cancel();
            if (createdAt != null && callback != null) {
                wasCallback = Names.of(callback);
            }
            callback = null;
            context = null;
        }
    }

    /** {@return what it runs; null once it is cancelled} Any thread may ask. */
    public @Nullable Runnable callback() {
        return callback;
    }

    public @Nullable CreationStack createdAt() {
        return createdAt;
    }

    @Override
    @Nullable
    public ContextImpl context() {
        return context;
    }

    @Override
    public String origin() {
        Runnable callback = this.callback;
        return callback == null ? "callback" : callback instanceof Limit ? "timeout()"
                : Names.knownOfClass(callback.getClass());
    }

    @Override
    public boolean isRepeatable() {
        return callback instanceof Limit;
    }

    @Override
    public void call() {
        Runnable callback = this.callback;
        if (callback == null) {
            return;
        }
        if (captured == null) {
            callback.run();
        } else {
            captured.run(callback);
        }
    }

    /** When it is due, for a timer. */
    @Nullable
    Duration dueAt() {
        return null;
    }

    @Override
    public String toString() {
        return text(cancelled());
    }

    /** {@return the text of one that runs, for another thread, which must not wait until that is over} */
    public String textWhileRunning() {
        return text(false);
    }

    private String text(boolean cancelled) {
        var text = new StringBuilder("<").append(this instanceof TimerHandleImpl ? "TimerHandle" : "Handle");
        if (cancelled) {
            text.append(" cancelled");
        }
        Duration when = dueAt();
        if (when != null) {
            text.append(" when=").append(Names.seconds(when));
        }
        Runnable callback = this.callback;
        String name = callback != null ? Names.of(callback) : wasCallback;
        if (name != null) {
            text.append(' ').append(name);
        }
        if (createdAt != null) {
            text.append(" created at ").append(createdAt.site());
        }
        return text.append('>').toString();
    }
}
