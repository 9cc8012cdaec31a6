package io.asyncio4j.internal.run;

import io.asyncio4j.CancelledError;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.loop.EventLoopImpl;
import io.asyncio4j.internal.loop.InterruptWatch;
import org.jspecify.annotations.Nullable;

/**
 * What interrupts of the thread that is in a runner do: the first one cancels the main task, the second one, or any that
 * comes when that has ended, ends the waiting for those who clean up.
 */
final class Interrupts {

    // the runner's thread
    private @Nullable InterruptWatch watch;

    // loop-confined while the loop runs; how many there were since the last main task was begun
    private int count;
    private boolean brokenOff;

    /** From here on those of the calling thread are {@code main}'s, unless {@code loop} was made only to keep them. */
    void watchFor(EventLoopImpl loop, TaskImpl<?> main) {
        count = 0;
        brokenOff = false;
        Thread thread = Thread.currentThread();
        watch = loop.watchInterrupts(() -> {
            if (++count == 1) {
                main.cancel("interrupted: thread " + thread.getName() + ", which runs " + loop.core().name());
            } else {
                breakOff(loop);
            }
        });
    }

    /** The same, where no main task is left. */
    void watchForThoseAtTheEnd(EventLoopImpl loop) {
        watch = loop.watchInterrupts(() -> {
            count++;
            breakOff(loop);
        });
    }

    /** Ends what either has begun. */
    void unwatch() {
        InterruptWatch watch = this.watch;
        this.watch = null;
        if (watch != null) {
            watch.stop();
        }
    }

    private void breakOff(EventLoopImpl loop) {
        brokenOff = true;
        loop.stop();
    }

    /** Says whether nobody is to be waited for any more. */
    boolean haveBrokenOff() {
        return brokenOff;
    }

    /** {@return what is thrown where those that clean up are not waited for} */
    CancelledError brokenOff(EventLoopImpl loop) {
        return new CancelledError(
                "interrupted " + (count == 1 ? "while it closed" : "twice") + ": thread "
                        + Thread.currentThread().getName() + ", which ran " + loop.core().name()
                        + "; what was still cleaning up was not waited for");
    }
}
