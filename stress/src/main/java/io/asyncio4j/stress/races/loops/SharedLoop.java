package io.asyncio4j.stress.races.loops;

import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;

/** A loop on a thread of its own, for all states of a race. */
final class SharedLoop {

    static final EventLoop LOOP = LoopThread.startDaemon("races").loop();

    private SharedLoop() {}

    /** {@return what {@code main} gives, on the loop} When it is back, the loop has done all that was asked of it before. */
    static <T> T ask(Coroutine<T> main) {
        return runCoroutineThreadsafe(main, LOOP).join();
    }

    /** Lets the loop do what it was asked before, and what came of that in the turns after. */
    static void settle() {
        for (int i = 0; i < 3; i++) {
            ask(() -> 0);
        }
    }
}
