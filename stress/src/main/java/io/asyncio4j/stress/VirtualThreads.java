package io.asyncio4j.stress;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The virtual threads of the process, which no bean counts: those of tasks and of calls off the loop. When no loop is there
 * any more, those that came meanwhile have gone.
 */
final class VirtualThreads {

    /** One of them, as the JDK's dump shows it. */
    record Seen(long id, String name, String text) {}

    private static final Pattern HEAD = Pattern.compile("#(\\d+) \"(.*)\" virtual\\b.*");
    private static final int MOST_SHOWN = 3;
    private static final long MILLIS_BETWEEN = 20;
    // waits for a second to see whether an interrupted call of blocking() ends, and has no loop
    private static final String PATIENCE = "asyncio4j-patience";

    // those that have nothing to do with any loop of ours
    private final Set<Long> before = new HashSet<>();

    VirtualThreads() {
        all().forEach(thread -> before.add(thread.id));
    }

    /** Waits until all that came since this was made have ended, at most {@code millis}. */
    void awaitEnds(long millis, Ledger ledger) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        List<Seen> left;
        while (!(left = left()).isEmpty()) {
            if (System.nanoTime() >= end) {
                ledger.fault(left.size() + " virtual threads are left when all loops have ended:\n"
                        + String.join("\n", left.stream().limit(MOST_SHOWN).map(Seen::text).toList()));
                before.addAll(left.stream().map(Seen::id).toList()); // said once
                return;
            }
            Thread.sleep(MILLIS_BETWEEN);
        }
    }

    /** {@return those that came since this was made, and are there still} */
    private List<Seen> left() {
        return all().stream().filter(thread -> !before.contains(thread.id) && !thread.name.equals(PATIENCE))
                .toList();
    }

    /** {@return each virtual thread that has been started and has not ended} */
    static List<Seen> all() {
        var seen = new ArrayList<Seen>();
        for (String thread : dump().split("\n\n")) {
            Matcher head = HEAD.matcher(thread.strip().lines().findFirst().orElse(""));
            if (head.matches()) {
                seen.add(new Seen(Long.parseLong(head.group(1)), head.group(2), thread.strip()));
            }
        }
        return seen;
    }

    /** {@return where all threads stand, the virtual ones among them} */
    static String dump() {
        try {
            Path folder = Files.createTempDirectory("asyncio4j-soak"); // as the file must not be there yet
            Path file = folder.resolve("threads.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(
                        file.toString(),
                        ThreadDumpFormat.TEXT_PLAIN);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
