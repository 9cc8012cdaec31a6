package io.asyncio4j.internal.run;

import io.asyncio4j.Awaitable;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Runner;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.text.Unchecked;
import org.jspecify.annotations.Nullable;

/** {@code Asyncio.run}: a {@link Runner} for one main coroutine. */
public final class RunMain {

    private RunMain() {}

    public static <T extends @Nullable Object> T run(Awaitable<T> main, EventLoopBuilder options) {
        LoopCore running = LoopCore.runningOrNull();
        if (running != null) {
            Bodies.dispose(main);
            throw new IllegalStateException(
                    "Asyncio.run() cannot be called from a running event loop, and " + running
                            + " runs here; await the coroutine, or create a task for it");
        }
        var runner = new RunnerImpl(options);
        T result;
        try {
            result = runner.run(null, main);
        } catch (Throwable e) {
            throw Unchecked.rethrow(runner.closeAfter(e));
        }
        runner.close();
        return result;
    }
}
