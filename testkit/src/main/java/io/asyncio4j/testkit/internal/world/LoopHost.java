package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.testkit.StuckError;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread for loops, watched by the thread that wants something of it: that one waits no longer than a limit. */
public final class LoopHost implements AutoCloseable {

    private static final boolean IS_DEBUGGED = isDebugged();
    private static final ThreadLocal<@Nullable LoopHost> CURRENT = new ThreadLocal<>();

    private final ExecutorService thread;
    private final long deadline;
    private final Duration limit;
    // any thread: set once a limit was over, after which nothing can be expected of the thread
    private volatile boolean abandoned;
    private volatile @Nullable CompletableFuture<?> underWay;

    /**
     * Makes one that may be used for {@code limit} of real time.
     *
     * @param threads the kind of threads of its loops, null for what the JVM allows
     * @throws IllegalStateException if a loop runs in this thread, which would be held meanwhile
     */
    public LoopHost(String name, @Nullable Threads threads, Duration limit) {
        EventLoop running = EventLoop.runningOrNull();
        if (running != null) {
            throw new IllegalStateException("cannot run '" + name + "' on loops of its own here, where "
                    + running
                    + " is running: that is two kits at once, such as a simulation within an @AsyncTest or within another"
                    + " simulation. Call it where no loop runs, in a plain @Test.");
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        // of the kind on which such loops run, or each run would be moved to a thread of its own
        Thread.Builder builder =
                Kinds.isPortable(threads) ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = builder.name(name).unstarted(() -> {
                CURRENT.set(this);
                work.run();
            });
            made.setContextClassLoader(loader);
            return made;
        });
        this.limit = limit;
        deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * {@return what {@code work} returns, which is called on the thread of a host made for it} It throws what that throws.
     *
     * @param threads the kind of threads of its loops, null for what the JVM allows
     * @param diagnosis what to say when the limit is over, about the state of things at that moment
     */
    public static <T extends @Nullable Object> T run(String name, @Nullable Threads threads, Duration limit,
            Callable<T> work, Supplier<String> diagnosis) {
        try (var host = new LoopHost(name, threads, limit)) {
            return host.call(work, diagnosis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("'" + name + "' was interrupted, and is given up", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("'" + name + "' has failed", e);
        }
    }

    /** {@return the one whose thread this is, or null} */
    static @Nullable LoopHost current() {
        return CURRENT.get();
    }

    /**
     * Ends what this thread does if nobody waits for it any more.
     *
     * @throws CancellationException if that is so
     */
    public static void ensureAwaited() {
        LoopHost host = current();
        if (host != null && host.abandoned) {
            throw new CancellationException("the limit is over, or the waiting was interrupted");
        }
    }

    /** Lets the caller of {@link #call} fail now, as at the end of the limit: the thread is held for ever. Any thread. */
    void abandon(String why) {
        CompletableFuture<?> call = underWay;
        if (call != null) {
            call.completeExceptionally(new HeldForEver(why));
        }
    }

    private static final class HeldForEver extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HeldForEver(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * {@return what {@code work} returns, which is called on the host's thread} It throws what that throws.
     *
     * @param diagnosis what to say when the limit is over, about the state of things at that moment
     * @throws InterruptedException if the calling thread is interrupted, with which the work is given up
     */
    public <T extends @Nullable Object> T call(Callable<T> work, Supplier<String> diagnosis)
            throws Exception {
        if (abandoned) {
            throw new StuckError("the loop's thread is still held since the limit was over");
        }
        var future = new CompletableFuture<T>();
        underWay = future;
        Future<?> running = thread.submit(() -> {
            try {
                future.complete(work.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
            }
        });
        try {
            return IS_DEBUGGED ? future.get()
                    : future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            abandoned = true;
            String said = diagnosis.get();
            running.cancel(true);
            throw new StuckError(
                    "the test has not ended within its limit of " + text(limit) + " of real time.\n" + said);
        } catch (InterruptedException e) {
            abandoned = true;
            e.addSuppressed(new StuckError("it was interrupted when things stood so:\n" + diagnosis.get()));
            running.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HeldForEver held) {
                abandoned = true;
                throw new StuckError(held.getMessage() + "\n" + diagnosis.get());
            }
            throw unwrap(e.getCause() == null ? e : e.getCause());
        }
    }

    private static String text(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    @SuppressWarnings("unchecked") // the caller declares Exception, and an Error needs no declaration
    private static <E extends Throwable> Exception unwrap(Throwable cause) throws E {
        throw (E) cause;
    }

    /** Says whether a limit was over; the loop may still be running then. */
    public boolean isAbandoned() {
        return abandoned;
    }

    /**
     * Does {@code work} on the thread when that has nothing else to do, also after a limit was over, and ends the thread.
     *
     * @param patience how long to wait for that in real time; a thread that is held goes on by itself
     */
    public void closeWith(Runnable work, Duration patience) {
        Future<?> done = thread.submit(work);
        thread.shutdown();
        try {
            done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // what the test has failed with was told before
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return for how many nanoseconds of real time it may still be used} */
    public static long nanosLeft() {
        LoopHost host = current();
        return host == null || IS_DEBUGGED ? Long.MAX_VALUE : host.deadline - System.nanoTime();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    // whoever stops at a breakpoint has all the time in the world
    private static boolean isDebugged() {
        try {
            return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .anyMatch(argument -> argument.startsWith("-agentlib:jdwp"));
        } catch (LinkageError e) { // without java.management
            return false;
        }
    }
}
