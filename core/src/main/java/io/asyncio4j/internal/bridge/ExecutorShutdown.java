package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;

/** Brings the news that the threads of the default executor have ended, or that the time for that is over. */
final class ExecutorShutdown extends FutureListener {

    private final PromiseImpl<Boolean> ended;

    // written by the thread that waits for it, then read on the loop
    boolean inTime;
    // loop-confined
    private boolean returned;

    ExecutorShutdown(PromiseImpl<Boolean> ended) {
        this.ended = ended;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public void call() {
        LoopCore loop = ended.loop;
        if (!returned) {
            returned = true;
            loop.turns.workReturns();
        }
        if (!loop.isClosed()) {
            ended.setResultUnlessDone(inTime);
        }
    }

    @Override
    public String toString() {
        return "shutdownDefaultExecutor()";
    }
}
