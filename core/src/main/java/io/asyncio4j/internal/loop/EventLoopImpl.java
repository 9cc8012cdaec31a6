package io.asyncio4j.internal.loop;

import static io.asyncio4j.internal.text.Arguments.notNull;

import io.asyncio4j.Awaitable;
import io.asyncio4j.ChannelWatch;
import io.asyncio4j.Context;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionHandler;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.Promise;
import io.asyncio4j.Signal;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.internal.body.Propagation;
import io.asyncio4j.internal.bridge.LoopAsExecutor;
import io.asyncio4j.internal.bridge.LoopExecutors;
import io.asyncio4j.internal.channel.LoopChannels;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.text.Thoroughly;
import io.asyncio4j.internal.text.Time;
import io.asyncio4j.internal.watch.ErrorReports;
import io.asyncio4j.internal.watch.HoldWatch;
import io.asyncio4j.internal.watch.Observers;
import io.asyncio4j.internal.watch.Watchdog;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** An {@link EventLoop}: a core, and around it executors, signals, reports and who watches. */
public final class EventLoopImpl implements EventLoop, LoopCore.HasCore {

    // fixed
    private final LoopSurroundings around;
    private final LoopCore core;
    private final LoopExecutors executors;
    private final LoopSignals signals;
    private final boolean cancelledByInterrupts;

    public EventLoopImpl(LoopOptions options) {
        around = new LoopSurroundings(this);
        core = new LoopCore(options.name(), around, options.poller(), options.threads());
        executors = new LoopExecutors(core);
        signals = new LoopSignals(core);
        cancelledByInterrupts = options.cancelledByInterrupts();
        core.setTaskFactory(options.taskFactory());
        core.setPropagation(Propagation.of(options.propagators()));
        Steering.set(core, signals, options.stepOrder(), options.outsideWorld());
        HoldWatch.of(core).allow(Time.nanosOrNever(options.slowCallbackDuration()));
        around.complete(core, options.debug());
    }

    @Override
    public LoopCore core() {
        return core;
    }

    // Running.

    @Override
    public void runForever() {
        core.ensureCanRun();
        ContextImpl context = ContextImpl.current();
        try {
            core.threads().runLoop(core.name(), () -> core.runHere(context));
        } finally {
            context.keepIfSet();
        }
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> main) {
        core.ensureCanRun();
        return UntilComplete.run(this, main);
    }

    @Override
    public void stop() {
        core.checkAccess("stop");
        core.turns.stopping = true;
    }

    @Override
    public boolean isRunning() {
        return core.isRunning();
    }

    @Override
    public boolean isClosed() {
        return core.isClosed();
    }

    @Override
    public void close() {
        if (core.markClosed()) {
            var steps = new Thoroughly();
            steps.run(signals::removeAll);
            steps.run(() -> new Closing(core).run());
            steps.run(around::reportUnretrieved);
            steps.run(executors::shutdownNow);
            steps.throwFirst();
        }
    }

    /**
     * Lets the loop run {@code onInterrupt} when the calling thread, which is going to run it, is interrupted. If it was
     * made not to mind that, the interrupt is only kept for after the run: a thread that carries tasks may lose its flag.
     */
    public InterruptWatch watchInterrupts(Runnable onInterrupt) {
        return new InterruptWatch(core, around, cancelledByInterrupts ? onInterrupt : () -> {});
    }

    // Scheduling.

    @Override
    public Handle callSoon(Context context, Runnable callback) {
        return Callbacks.soon(core, ContextImpl.of(context), core.capture(), callback);
    }

    @Override
    public TimerHandle callLater(Duration delay, Context context, Runnable callback) {
        return Callbacks.later(core, delay, ContextImpl.of(context), core.capture(), callback);
    }

    @Override
    public TimerHandle callAt(Duration when, Context context, Runnable callback) {
        return Callbacks.at(core, Time.nanos(notNull(when, "when")), ContextImpl.of(context), core.capture(),
                callback);
    }

    @Override
    public Handle callSoonThreadsafe(Context context, Runnable callback) {
        return Callbacks.threadsafe(core, ContextImpl.of(context), core.capture(), callback);
    }

    @Override
    public Duration time() {
        return Duration.ofNanos(core.nanoTime());
    }

    // Futures and tasks.

    @Override
    public <T extends @Nullable Object> Promise<T> createFuture() {
        return core.createFuture();
    }

    @Override
    public <T extends @Nullable Object> Promise<T> createFuture(WaitedFor waitedFor) {
        return core.createFuture(notNull(waitedFor, "waitedFor"));
    }

    @Override
    public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> coroutine) {
        return core.createTask(options, coroutine);
    }

    @Override
    public <T extends @Nullable Object> Task<T> newTask(Coroutine<T> coroutine, TaskOptions options) {
        return core.newTask(coroutine, options);
    }

    @Override
    public void setTaskFactory(@Nullable TaskFactory factory) {
        core.checkAccess("set the task factory of");
        core.setTaskFactory(factory);
    }

    @Override
    public @Nullable TaskFactory getTaskFactory() {
        return core.taskFactory();
    }

    // Other threads.

    @Override
    public <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor executor,
            Callable<T> callable) {
        core.checkAccess("call runInExecutor of");
        core.ensureOpen();
        return executors.run(executor, notNull(callable, "callable"));
    }

    @Override
    public void setDefaultExecutor(ExecutorService executor) {
        core.checkAccess("set the default executor of");
        executors.setDefault(notNull(executor, "executor"));
    }

    @Override
    public void shutdownDefaultExecutor(@Nullable Duration timeout) {
        executors.shutdownDefault(timeout);
    }

    @Override
    public Executor asExecutor() {
        return new LoopAsExecutor(core);
    }

    @Override
    public void addSignalHandler(Signal signal, Runnable callback) {
        core.checkAccess("set a signal handler of");
        core.ensureOpen();
        signals.add(notNull(signal, "signal"), notNull(callback, "callback"));
    }

    @Override
    public boolean removeSignalHandler(Signal signal) {
        core.checkAccess("remove a signal handler of");
        return signals.remove(notNull(signal, "signal"));
    }

    // Channels and resources.

    @Override
    public Future<@Nullable Void> readable(SelectableChannel channel) throws IOException {
        return watchForSingleWait(channel).readable();
    }

    @Override
    public Future<@Nullable Void> writable(SelectableChannel channel) throws IOException {
        return watchForSingleWait(channel).writable();
    }

    @Override
    public Future<@Nullable Void> acceptable(SelectableChannel channel) throws IOException {
        return watchForSingleWait(channel).acceptable();
    }

    @Override
    public Future<@Nullable Void> connectable(SelectableChannel channel) throws IOException {
        return watchForSingleWait(channel).connectable();
    }

    @Override
    public ChannelWatch watch(SelectableChannel channel, Object owner) throws IOException {
        core.checkAccess("watch a channel of");
        core.ensureOpen();
        return LoopChannels.of(core).watch(notNull(channel, "channel"), notNull(owner, "owner"));
    }

    private ChannelWatch watchForSingleWait(SelectableChannel channel) throws IOException {
        core.checkAccess("wait for a channel of");
        core.ensureOpen();
        return LoopChannels.of(core).forSingleWait(notNull(channel, "channel"));
    }

    @Override
    public void addResource(AutoCloseable resource) {
        core.checkAccess("add a resource to");
        core.ensureOpen();
        LoopResources.of(core).add(notNull(resource, "resource"));
    }

    @Override
    public boolean removeResource(AutoCloseable resource) {
        core.checkAccess("remove a resource from");
        return LoopResources.of(core).remove(notNull(resource, "resource"));
    }

    // Errors, debug mode, observers.

    private ErrorReports errors() {
        return around.errors();
    }

    @Override
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        core.checkAccess("set the exception handler of");
        errors().handler = handler;
    }

    @Override
    public @Nullable ExceptionHandler getExceptionHandler() {
        return errors().handler;
    }

    @Override
    public void callExceptionHandler(Map<String, Object> context) {
        errors().report(context);
    }

    @Override
    public void defaultExceptionHandler(Map<String, Object> context) {
        errors().log(context);
    }

    @Override
    public boolean getDebug() {
        return core.getDebug();
    }

    @Override
    public void setDebug(boolean debug) {
        around.setDebug(debug);
    }

    @Override
    public @Nullable Duration getSlowCallbackDuration() {
        long nanos = HoldWatch.of(core).allowedNanos();
        return nanos == Long.MAX_VALUE ? null : Duration.ofNanos(nanos);
    }

    @Override
    public void setSlowCallbackDuration(@Nullable Duration duration) {
        if (duration != null && !duration.isPositive()) {
            throw new IllegalArgumentException(
                    "slowCallbackDuration must be more than zero, or null for never: " + duration);
        }
        HoldWatch.of(core).allow(Time.nanosOrNever(duration));
        if (core.isRunning()) {
            Watchdog.ensureWatching(core);
        }
    }

    @Override
    public void addObserver(LoopObserver observer) {
        Observers.of(core).add(notNull(observer, "observer"));
    }

    @Override
    public void removeObserver(LoopObserver observer) {
        Observers.of(core).remove(notNull(observer, "observer"));
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
