package io.asyncio4j;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the JVM who has a lock. It needs the modules java.management and jdk.management, which this library does not
 * require: without them its methods throw a {@link LinkageError}.
 */
final class LockOwners {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long BETWEEN_LOOKS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final Pattern HEADER = Pattern.compile("#(\\d+) \"(.*)\" .*");
    private static final Pattern WAITS = Pattern.compile("\\s+- waiting to lock <(.*)>");
    private static final Pattern OWNS = Pattern.compile("\\s+- locked <(.*)>");

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
                ThreadInfo info = thread.getState() == Thread.State.WAITING
                        ? ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId())
                        : null;
                LockInfo lock = info == null ? null : info.getLockInfo();
                if (lock != null && lock.getIdentityHashCode() == System.identityHashCode(synchronizer)) {
                    return info.getLockOwnerId() < 0
                            ? Lock.ofNobody(BlockedOn.nameOf(synchronizer))
                            : new Lock(BlockedOn.nameOf(synchronizer), info.getLockOwnerId(), info.getLockOwnerName());
                }
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
            return Lock.ofNobody(BlockedOn.nameOf(synchronizer));
        } finally {
            parked.over = true;
            LockSupport.unpark(thread);
        }
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

    /** {@return the monitor that {@code blocked} wants to enter, and who is in it; null if it is blocked no more} */
    static @Nullable Lock ofMonitor(Thread blocked) {
        try {
            Path folder = Files.createTempDirectory("asyncio4j");
            Path file = folder.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
                return ofMonitor(blocked.threadId(), Files.readAllLines(file));
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Lock ofMonitor(long blocked, List<String> dump) {
        String monitor = null;
        long thread = Lock.NOBODY;
        for (String line : dump) {
            Matcher header = HEADER.matcher(line);
            Matcher waits = WAITS.matcher(line);
            if (header.matches()) {
                thread = Long.parseLong(header.group(1));
            } else if (thread == blocked && waits.matches()) {
                monitor = waits.group(1);
                break;
            }
        }
        return monitor == null ? null : ofMonitor(monitor, dump);
    }

    private static Lock ofMonitor(String monitor, List<String> dump) {
        Lock owner = Lock.ofNobody(monitor);
        for (String line : dump) {
            Matcher header = HEADER.matcher(line);
            Matcher owns = OWNS.matcher(line);
            if (header.matches()) {
                owner = new Lock(monitor, Long.parseLong(header.group(1)), header.group(2));
            } else if (owns.matches() && owns.group(1).equals(monitor)) {
                return owner;
            }
        }
        return Lock.ofNobody(monitor);
    }
}
