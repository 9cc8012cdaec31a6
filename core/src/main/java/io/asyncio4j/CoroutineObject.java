package io.asyncio4j;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.loop.LoopOptions;
import io.asyncio4j.internal.text.Collected;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.internal.text.Logs;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine with a name that runs once: what {@link Coroutine#of} makes.
 *
 * <p><b>Errors:</b> awaiting it while it runs or after it has run is an {@link IllegalStateException}. One that
 * was never awaited is logged as a warning when it is garbage-collected, in debug mode.
 *
 * <p><b>From CPython:</b> a coroutine object, as a call of an {@code async def} function returns.
 *
 * @param <T> the type of its result, which may be null
 */
public final class CoroutineObject<T extends @Nullable Object> implements Coroutine<T> {

    /** Where a coroutine is in its one run; CPython's {@code inspect.getcoroutinestate}. */
    public enum State {
        /** Nothing of it has run. */
        CREATED,
        /** A task is in it, running or waiting. */
        RUNNING,
        /** It has ended, or was closed. */
        CLOSED
    }

    private final String name;
    private final NeverAwaited watch;
    private @Nullable Coroutine<T> body;
    private volatile State state = State.CREATED;

    CoroutineObject(String name, Coroutine<T> body) {
        this.name = name;
        this.body = body;
        LoopCore loop = LoopCore.runningOrNull();
        boolean debug = loop != null ? loop.getDebug() : LoopOptions.debugByDefault();
        this.watch = debug ? NeverAwaited.watch(this) : NeverAwaited.NONE;
    }

    public String name() {
        return name;
    }

    public State state() {
        return state;
    }

    @Override
    public T await() throws Exception {
        Coroutine<T> body = this.body;
        if (state != State.CREATED || body == null) {
            throw new IllegalStateException(
                    state == State.RUNNING
                            ? "coroutine is being awaited already: " + this
                            : "cannot reuse already awaited coroutine: " + this);
        }
        state = State.RUNNING;
        watch.settled();
        try {
            return body.await();
        } finally {
            close(this);
        }
    }

    /** Gives it up without running it. One that runs or has run is left alone. */
    public void close() {
        if (state == State.CREATED) {
            watch.settled();
            close(this);
        }
    }

    private static void close(CoroutineObject<?> coroutine) {
        coroutine.body = null;
        coroutine.state = State.CLOSED;
    }

    @Override
    public String toString() {
        return "<coroutine " + name + " " + state.name().toLowerCase(Locale.ROOT) + ">";
    }

    /** Tells of a coroutine that was collected without having been awaited. */
    private static final class NeverAwaited implements Runnable {

        static final NeverAwaited NONE = new NeverAwaited("", new CreationStack(List.of()), true);
        private final String name;
        private final CreationStack createdAt;
        private volatile boolean settled;

        private NeverAwaited(String name, CreationStack createdAt, boolean settled) {
            this.name = name;
            this.createdAt = createdAt;
            this.settled = settled;
        }

        static NeverAwaited watch(CoroutineObject<?> coroutine) {
            var watch = new NeverAwaited(coroutine.name, CreationStack.capture(), false);
            Collected.watch(coroutine, watch);
            return watch;
        }

        void settled() {
            settled = true;
        }

        @Override
        public void run() {
            if (!settled) {
                Logs.logger().log(
                        System.Logger.Level.WARNING,
                        "coroutine ''{0}'' was never awaited; created at (most recent call last):\n{1}",
                        name,
                        createdAt);
            }
        }
    }
}
