package io.asyncio4j.monitor.internal.web;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that answer requests. One that waits for its client for too long is interrupted. */
/*
 * The JDK's server reads requests and writes answers on these threads, and waits for as long as that takes: a client that
 * sends half a request, or goes away without a word, would have one for ever, and eight of them all. The server's own limits
 * are system properties, and so those of the whole program. An interrupt closes the channel that a thread reads or writes.
 *
 * What does not fit in is turned away: the server closes the connection then, and is not kept from accepting others.
 */
final class RequestThreads extends ThreadPoolExecutor {

    private static final int THREADS = 8;
    private static final int MOST_WAITING = 64;
    private static final int SECONDS_UNTIL_ASKED = 10;
    private static final int SECONDS_UNTIL_ANSWERED = 60;

    // fixed
    private final Duration untilAsked;
    private final Duration untilAnswered;
    private final ScheduledThreadPoolExecutor clock;
    @SuppressWarnings("ThreadLocalUsage") // each thread is of one server, and a static one would need an initialiser
    private final ThreadLocal<@Nullable Limit> limits = new ThreadLocal<>();

    RequestThreads() {
        this(Duration.ofSeconds(SECONDS_UNTIL_ASKED), Duration.ofSeconds(SECONDS_UNTIL_ANSWERED));
    }

    /**
     * @param untilAsked how long a client may take to say who it is and what it wants
     * @param untilAnswered how long it may take, once it may ask, for the rest and the answer
     */
    RequestThreads(Duration untilAsked, Duration untilAnswered) {
        super(THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING),
                threads("asyncio4j-monitor-http-"), new AbortPolicy());
        allowCoreThreadTimeOut(true);
        this.untilAsked = untilAsked;
        this.untilAnswered = untilAnswered;
        clock = new ScheduledThreadPoolExecutor(1, threads("asyncio4j-monitor-limits-"), new DiscardPolicy());
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(1, TimeUnit.MINUTES);
        clock.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory threads(String name) {
        return Thread.ofPlatform().daemon().name(name, 1).factory();
    }

    /** A thread's, while it has a request. */
    private static final class Limit {

        private final Thread thread = Thread.currentThread();

        // that thread's
        private Future<?> alarm;

        // guarded by this
        private boolean isOver;

        Limit(ScheduledThreadPoolExecutor clock, Duration time) {
            alarm = set(clock, time);
        }

        private Future<?> set(ScheduledThreadPoolExecutor clock, Duration time) {
            try {
                return clock.schedule(this::ring, time.toNanos(), TimeUnit.NANOSECONDS);
            } catch (OutOfMemoryError e) { // no thread to be had: rather without a limit than without an answer
                return CompletableFuture.completedFuture(null);
            }
        }

        void setAnew(ScheduledThreadPoolExecutor clock, Duration time) {
            alarm.cancel(false);
            alarm = set(clock, time);
        }

        void end() {
            alarm.cancel(false);
            synchronized (this) {
                isOver = true; // the thread's next request is not to blame
            }
        }

        private synchronized void ring() {
            if (!isOver) {
                thread.interrupt();
            }
        }
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable request) {
        limits.set(new Limit(clock, untilAsked));
    }

    /** The client, for whom the calling thread works, may ask; now it has more time. */
    void letAsk() {
        Limit limit = limits.get();
        if (limit != null) {
            limit.setAnew(clock, untilAnswered);
        }
    }

    @Override
    protected void afterExecute(Runnable request, @Nullable Throwable failure) {
        Limit limit = limits.get();
        if (limit != null) {
            limit.end();
            limits.remove();
        }
    }

    @Override
    protected void terminated() {
        clock.shutdownNow();
    }
}
