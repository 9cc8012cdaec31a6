package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.queue.SpinWait;
import io.asyncio4j.internal.thread.PrivateVirtualThreads;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The default executor of a loop: makes each call on a virtual thread of the JDK's scheduler that makes no other. */
/*
 * Starting a thread there from a platform thread costs a hand-over to the system whenever the scheduler's own threads
 * have gone to sleep, and they do so within microseconds. So a thread that has made a call looks for a moment whether
 * the loop has another one (SpinWait), and ends if not. One such thread waits at a time. It is wiped clean for each call,
 * as the threads of tasks are; where it cannot be, and for a loop that is a virtual thread itself, to which starting one
 * is cheap, each call has a fresh one.
 */
final class CallThreads extends AbstractExecutorService {

    private static final SpinWait.Kind KIND = new SpinWait.Kind();
    private static final int LOOKS_BETWEEN_TIMES = 16;
    private static final AtomicLong COUNT = new AtomicLong();

    // fixed
    private final boolean mayWait;

    // any thread
    private final Set<CallThread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable CallThread> waiting = new AtomicReference<>();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;
    // when a thread last had nothing to do any more
    private volatile long idleSince = System.nanoTime() - SpinWait.MOST_NANOS;

    // of the one that waits; if a note of another one is lost over that, it does no harm
    private final SpinWait spin = new SpinWait(KIND);

    /** @param mayWait whether threads may wait for the next call; it wants {@link PrivateVirtualThreads} */
    CallThreads(boolean mayWait) {
        this.mayWait = mayWait;
    }

    /** Makes {@code callable} be called, and has {@code whenDone} told, on whatever thread ends the future. */
    <T extends @Nullable Object> FutureTask<T> submit(Callable<T> callable,
            Consumer<? super FutureTask<T>> whenDone) {
        var call = new Call<>(callable, whenDone);
        submit(call);
        return call;
    }

    private void submit(Call<?> call) {
        CallThread hot = waiting.get();
        if (hot != null && !shutdown && waiting.compareAndSet(hot, null)) {
            hot.next = call;
            return;
        }
        if (mayWait) {
            call.idleBefore = System.nanoTime() - idleSince;
        }
        var thread = new CallThread(call);
        threads.add(thread);
        boolean started = false;
        try {
            if (shutdown) {
                throw new RejectedExecutionException("the default executor was shut down");
            }
            thread.thread.start();
            started = true;
        } finally {
            if (!started) {
                leave(thread);
            }
        }
    }

    private void leave(CallThread thread) {
        threads.remove(thread);
        tryTerminate();
    }

    private void tryTerminate() {
        if (shutdown && threads.isEmpty()) {
            terminated.countDown();
        }
    }

    /** One call. */
    private static final class Call<T extends @Nullable Object> extends FutureTask<T> {

        final @Nullable ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
        private final Consumer<? super FutureTask<T>> whenDone;
        private final AtomicBoolean told = new AtomicBoolean();
        // how long there had been nothing to do when it came and no thread waited for it
        long idleBefore = -1;

        Call(Callable<T> callable, Consumer<? super FutureTask<T>> whenDone) {
            super(callable);
            this.whenDone = whenDone;
        }

        /** Runs it, and has its end told of, even if there was no memory to note that in here. */
        void make() {
            try {
                run();
            } finally {
                done();
            }
        }

        @Override
        protected void done() {
            if (told.compareAndSet(false, true)) {
                whenDone.accept(this);
            }
        }

        @Override
        protected void setException(Throwable e) {
            super.setException(e);
        }
    }

    private final class CallThread implements Runnable {

        private final String name = "asyncio_" + COUNT.getAndIncrement();
        private final Thread thread = PrivateVirtualThreads.unstartedOnDefaultScheduler(name, this);
        private volatile @Nullable Call<?> next;

        CallThread(Call<?> first) {
            next = first;
        }

        @Override
        public void run() {
            try {
                Call<?> call = Objects.requireNonNull(next);
                next = null;
                call.make();
                while (mayWait && (call = nextCall(call.idleBefore)) != null) {
                    next = null;
                    renew(call);
                    call.make();
                }
            } finally {
                leave(this);
            }
        }

        private void renew(Call<?> call) {
            try {
                PrivateVirtualThreads.forget(thread, call.contextClassLoader);
                PrivateVirtualThreads.rename(thread, name);
            } catch (Throwable e) { // no memory: the call, which has come this far, must not be lost
                call.setException(e);
            }
        }

        private @Nullable Call<?> nextCall(long idleBefore) {
            if (!waiting.compareAndSet(null, this)) {
                return null;
            }
            long begin = System.nanoTime();
            idleSince = begin;
            spin.slept(idleBefore);
            if (spin.begins()) {
                look(begin);
            }
            if (next == null && waiting.compareAndSet(this, null)) {
                return null;
            }
            while (next == null) {
                Thread.onSpinWait(); // somebody has taken it, and is about to say what for
            }
            return next;
        }

        private void look(long begin) {
            do {
                for (int i = 0; i < LOOKS_BETWEEN_TIMES; i++) {
                    if (next != null) {
                        spin.came();
                        return;
                    }
                    Thread.onSpinWait();
                }
            } while (System.nanoTime() - begin < SpinWait.MOST_NANOS);
            spin.inVain();
        }
    }

    // As an executor.

    @Override
    public void execute(Runnable runnable) {
        submit(new Call<>(Executors.callable(runnable), done -> {}));
    }

    @Override
    public void shutdown() {
        shutdown = true;
        tryTerminate();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        threads.forEach(each -> each.thread.interrupt());
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }
}
