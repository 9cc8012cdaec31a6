package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** {@code Asyncio.run}: a {@link Runner} for one main coroutine. */
final class RunMain {

    private RunMain() {}

    static <T extends @Nullable Object> T run(Awaitable<T> main, EventLoopBuilder options) {
        EventLoop running = EventLoop.runningOrNull();
        if (running != null) {
            Coroutines.dispose(main);
            throw new IllegalStateException(
                    "Asyncio.run() cannot be called from a running event loop, and " + running
                            + " runs here; await the coroutine, or create a task for it");
        }
        var runner = new Runner(options);
        T result;
        try {
            result = runner.run(main);
        } catch (Throwable e) {
            runner.closeAfter(e);
            throw e;
        }
        runner.close();
        return result;
    }
}
