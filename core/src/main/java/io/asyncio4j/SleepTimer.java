package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** The timer of a {@code sleep}: gives the future that the sleeper awaits its result. */
final class SleepTimer<T extends @Nullable Object> extends FutureListener {

    private final Promise<T> woken;
    private final T result;

    SleepTimer(Promise<T> woken, T result) {
        this.woken = woken;
        this.result = result;
    }

    @Override
    public void cancel() {
        super.cancel();
        woken.loop.timers.countCancelled(this);
    }

    @Override
    void call() {
        woken.setResultUnlessDone(result);
    }

    @Override
    public String toString() {
        return "<TimerHandle of sleep()>";
    }
}
