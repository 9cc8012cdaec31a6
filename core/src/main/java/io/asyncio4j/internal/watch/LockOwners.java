package io.asyncio4j.internal.watch;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks the JVM who has a lock. It needs the module java.management, which this library does not require: without that its
 * method throws a {@link LinkageError}.
 */
/*
 * Locks of java.util.concurrent only. Who is in a monitor, when virtual threads are concerned, the JDK tells in a thread
 * dump alone (HotSpotDiagnosticMXBean.dumpThreads), and JDK 25 may crash while it makes one: it looks at virtual threads
 * that are just being mounted (JDK-8364343). That is no price for a warning.
 */
public final class LockOwners {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long BETWEEN_LOOKS = TimeUnit.MICROSECONDS.toNanos(100);

    private LockOwners() {}

    /** A lock that somebody waits for, and the id and name of the thread that has it. */
    record Lock(String name, long owner, String ownerName) {

        static final long NOBODY = -1;

        static Lock ofNobody(String name) {
            return new Lock(name, NOBODY, "");
        }
    }

    /**
     * {@return what {@code synchronizer} is, and who has it; for one without an owner, nobody}
     *
     * <p>The JVM tells the owner of a lock for which a platform thread is parked. So one says that it is, for a moment.
     */
    static Lock of(AbstractOwnableSynchronizer synchronizer) {
        var parked = new Parked(synchronizer);
        Thread thread = Thread.ofPlatform().daemon().name("asyncio4j-lock-owner").start(parked);
        try {
            long start = System.nanoTime();
            while (System.nanoTime() - start < PATIENCE) {
                Lock lock = ifParked(thread, synchronizer);
                if (lock != null) {
                    return lock;
                }
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
            return Lock.ofNobody(BlockedOn.nameOf(synchronizer));
        } finally {
            parked.over = true;
            LockSupport.unpark(thread);
        }
    }

    private static @Nullable Lock ifParked(Thread thread, AbstractOwnableSynchronizer synchronizer) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId());
        LockInfo lock = info == null ? null : info.getLockInfo();
        if (lock == null || lock.getIdentityHashCode() != System.identityHashCode(synchronizer)) {
            return null; // not yet
        }
        String name = BlockedOn.nameOf(synchronizer);
        String owner = info.getLockOwnerName();
        return owner == null ? Lock.ofNobody(name) : new Lock(name, info.getLockOwnerId(), owner);
    }

    private static final class Parked implements Runnable {

        private final AbstractOwnableSynchronizer synchronizer;
        volatile boolean over;

        Parked(AbstractOwnableSynchronizer synchronizer) {
            this.synchronizer = synchronizer;
        }

        @Override
        public void run() {
            while (!over) {
                LockSupport.park(synchronizer);
            }
        }
    }
}
