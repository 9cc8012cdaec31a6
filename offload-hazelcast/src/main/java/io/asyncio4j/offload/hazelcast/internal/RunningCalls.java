package io.asyncio4j.offload.hazelcast.internal;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.asyncio4j.offload.spi.Parcels;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The calls that run on one member, and what it trusts. Any thread may use it. */
public final class RunningCalls {

    private static final String KEY = "io.asyncio4j.offload";
    // of calls that were cancelled before they have come, and maybe never will
    private static final int MOST_EARLY = 10_000;

    private record Run(Thread thread, CountDownLatch ended) {}

    private volatile Parcels parcels;

    // guarded by this
    private final Map<UUID, Run> running = new HashMap<>();
    private final Map<UUID, Boolean> cancelledEarly = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
            return size() > MOST_EARLY;
        }
    };

    private RunningCalls(Parcels parcels) {
        this.parcels = parcels;
    }

    /** {@return those of {@code member}} */
    public static RunningCalls of(HazelcastInstance member) {
        return (RunningCalls) member.getUserContext().computeIfAbsent(KEY,
                key -> new RunningCalls(Parcels.trusting(List.of())));
    }

    /** Sees to it that a member of {@code config} trusts what {@code patterns} say from its first call on. */
    public static void prepare(Config config, List<String> patterns) {
        config.getUserContext().put(KEY, new RunningCalls(Parcels.trusting(patterns)));
    }

    /** Trusts what {@code patterns} say, beside what was trusted before. */
    public synchronized void trust(List<String> patterns) {
        var all = new LinkedHashSet<>(parcels.patterns());
        if (all.addAll(patterns)) {
            parcels = Parcels.trusting(List.copyOf(all));
        }
    }

    /** {@return what makes bytes of calls} */
    public Parcels parcels() {
        return parcels;
    }

    /** Makes a call on this thread, unless it was cancelled, and {@return its outcome} */
    byte[] run(UUID id, byte[] parcel, @Nullable ClassLoader loader) {
        var run = new Run(Thread.currentThread(), new CountDownLatch(1));
        synchronized (this) {
            if (cancelledEarly.remove(id) != null) {
                return new byte[0]; // nobody looks at it
            }
            Thread.interrupted();
            running.put(id, run);
        }
        try {
            return parcels.run(parcel, loader);
        } finally {
            synchronized (this) {
                running.remove(id);
                Thread.interrupted();
            }
            run.ended.countDown();
        }
    }

    /** Interrupts call {@code id}, or sees to it that it does not begin; says whether it is over within the time. */
    boolean cancel(UUID id, long millis) throws InterruptedException {
        Run run;
        synchronized (this) {
            run = running.get(id);
            if (run == null) {
                cancelledEarly.put(id, true);
                return true;
            }
            run.thread.interrupt();
        }
        return run.ended.await(millis, TimeUnit.MILLISECONDS);
    }
}
