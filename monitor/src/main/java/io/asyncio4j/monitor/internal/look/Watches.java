package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.Programs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The programs that are looked at. For any thread. */
public final class Watches implements AutoCloseable {

    private static final int MOST = 16;
    private static final long LIST_FOR_MILLIS = 2_000;

    // fixed
    private final Programs programs;

    // guarded by this
    private final Map<Long, ProgramWatch> watches = new TreeMap<>();
    private boolean closed;

    // guarded by itself, which is held while the machine is searched
    private final Object listing = new Object();
    private List<Programs.Listed> listed = List.of();
    private long listedAt = System.nanoTime() - LIST_FOR_MILLIS * 2_000_000;

    /** Makes those of {@code programs}. */
    public Watches(Programs programs) { this.programs = programs; }

    /** {@return the programs that there are} However many ask, the machine is searched every two seconds at most. */
    public List<Programs.Listed> list() {
        synchronized (listing) {
            if (System.nanoTime() - listedAt > LIST_FOR_MILLIS * 1_000_000) {
                listed = programs.list();
                listedAt = System.nanoTime();
            }
            return listed;
        }
    }

    /** {@return the watch of the process, which looks at it from now on} */
    public synchronized ProgramWatch of(long pid) throws ProgramFailure {
        if (closed) { // who asks while the server stops would begin anew
            throw new ProgramFailure("the monitor is being closed");
        }
        watches.values().removeIf(watch -> {
            if (watch.isForgotten()) {
                watch.close();
                return true;
            }
            return false;
        });
        ProgramWatch watch = watches.get(pid);
        if (watch == null) {
            if (watches.size() == MOST) {
                throw new ProgramFailure(
                        "this monitor looks at " + MOST
                                + " programs already; close the pages of some of them");
            }
            watch = new ProgramWatch(programs, pid);
            watches.put(pid, watch);
        }
        watch.touch();
        return watch;
    }

    @Override
    public synchronized void close() {
        closed = true;
        watches.values().forEach(ProgramWatch::close);
        watches.clear();
    }
}
