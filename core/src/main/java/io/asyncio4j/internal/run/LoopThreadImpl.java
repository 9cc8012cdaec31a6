package io.asyncio4j.internal.run;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.LoopThread;
import io.asyncio4j.internal.bridge.Bridges;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.internal.thread.Spacers;
import io.asyncio4j.spi.WaitedFor;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A {@link LoopThread}: a thread with a runner, whose main coroutine waits for the end. */
public final class LoopThreadImpl implements LoopThread {

    private final CompletableFuture<EventLoop> started = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private final EventLoop loop;

    // written by the thread before it completes `started`
    private @Nullable PromiseImpl<@Nullable Void> stop;

    public LoopThreadImpl(String name, EventLoopBuilder options, boolean daemon) {
        thread = Spacers.startThread(Thread.ofPlatform().daemon(daemon), name, () -> runLoop(options));
        try {
            loop = started.join();
        } catch (CompletionException e) {
            throw Unchecked.rethrow(Objects.requireNonNullElse(e.getCause(), e));
        }
        if (!daemon) {
            LastOnes.add(this);
            var _ = ended.whenComplete((_, _) -> LastOnes.remove(this));
        }
    }

    private void runLoop(EventLoopBuilder options) {
        var runner = new RunnerImpl(options);
        runner.cancelOn(List.of());
        try {
            try {
                runner.run(null, Coroutine.returningNull(() -> {
                    LoopCore running = LoopCore.running();
                    PromiseImpl<@Nullable Void> stop =
                            running.createFuture(
                                    WaitedFor.of("loop thread", () -> "the end of the LoopThread"));
                    this.stop = stop;
                    started.complete(running.face());
                    stop.await();
                }));
            } catch (CancelledError e) {
                // somebody has cancelled all tasks of the loop: that is a way to end it
            }
            runner.close();
        } catch (Throwable e) {
            Throwable failure = runner.closeAfter(e);
            started.completeExceptionally(failure); // unless it has started
            ended.completeExceptionally(failure);
            return;
        }
        ended.complete(null);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    /** {@return the thread that runs the loop} */
    Thread thread() {
        return thread;
    }

    /** {@return whether its loop has no task but the one that waits for the end} Any thread may ask. */
    boolean isIdle() {
        return LoopCore.of(loop).tasks.alive() <= 1;
    }

    @Override
    public void close() {
        LoopCore running = LoopCore.runningOrNull();
        LoopCore loop = LoopCore.of(this.loop);
        if (running == loop) {
            throw new IllegalStateException(
                    "a task of " + loop + " cannot wait until that is closed; let another thread close it");
        }
        Callbacks.threadsafeUnlessClosed(loop,
                () -> Objects.requireNonNull(stop).setResultUnlessDone(null));
        if (running != null) {
            Bridges.wrap(running, ended.copy()).await();
            return;
        }
        try {
            ended.join();
        } catch (CompletionException e) {
            throw Unchecked.rethrow(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    @Override
    public String toString() {
        return "<LoopThread " + loop + ">";
    }
}
