package io.asyncio4j.stress;

import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The virtual threads of the process, which no bean counts: those of tasks and of calls off the loop. When no loop is there
 * any more, those that came meanwhile have gone.
 */
/*
 * They are taken from the containers in which the JDK keeps its threads. What is public, HotSpotDiagnosticMXBean.dumpThreads,
 * ends a JVM of version 25 within seconds when virtual threads park meanwhile (JDK-8364343).
 */
final class VirtualThreads {

    private static final String CONTAINERS = "jdk.internal.vm.ThreadContainers";
    private static final int MOST_SHOWN = 3;
    private static final long MILLIS_BETWEEN = 20;
    // waits for a second to see whether an interrupted call of blocking() ends, and has no loop
    private static final String PATIENCE = "asyncio4j-patience";

    // those that have nothing to do with any loop of ours
    private final Set<Long> before = new HashSet<>();

    VirtualThreads() {
        all().forEach(thread -> before.add(thread.threadId()));
    }

    /** Waits until all that came since this was made have ended, at most {@code millis}. */
    void awaitEnds(long millis, Ledger ledger) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        List<Thread> left;
        while (!(left = left()).isEmpty()) {
            if (System.nanoTime() >= end) {
                ledger.fault(left.size() + " virtual threads are left when all loops have ended:\n"
                        + String.join("\n",
                                left.stream().limit(MOST_SHOWN).map(VirtualThreads::text).toList()));
                before.addAll(left.stream().map(Thread::threadId).toList()); // said once
                return;
            }
            Thread.sleep(MILLIS_BETWEEN);
        }
    }

    /** {@return those that came since this was made, and are there still} */
    private List<Thread> left() {
        return all()
                .filter(thread -> !before.contains(thread.threadId()) && !thread.getName().equals(PATIENCE))
                .toList();
    }

    /** {@return each virtual thread that has been started and has not ended} */
    static Stream<Thread> all() {
        try {
            Class<?> containers = Class.forName(CONTAINERS);
            return inContainer(containers.getMethod("root").invoke(null)).filter(Thread::isVirtual);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot see the virtual threads; the JVM needs "
                    + "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED", e);
        }
    }

    private static Stream<Thread> inContainer(Object container) throws ReflectiveOperationException {
        Class<?> type = Class.forName("jdk.internal.vm.ThreadContainer");
        Method threads = type.getMethod("threads");
        Method children = type.getMethod("children");
        Stream<Thread> found = ((Stream<?>) threads.invoke(container)).map(Thread.class::cast);
        for (Object child : ((Stream<?>) children.invoke(container)).toList()) {
            found = Stream.concat(found, inContainer(child));
        }
        return found;
    }

    /** {@return where all threads stand, the virtual ones among them} */
    static String dump() {
        return Stream.concat(Thread.getAllStackTraces().keySet().stream(), all()).map(VirtualThreads::text)
                .collect(Collectors.joining("\n\n"));
    }

    private static String text(Thread thread) {
        return "#" + thread.threadId() + " \"" + thread.getName() + "\""
                + (thread.isVirtual() ? " virtual " : " ")
                + thread.getState() + Stream.of(thread.getStackTrace()).map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining());
    }
}
