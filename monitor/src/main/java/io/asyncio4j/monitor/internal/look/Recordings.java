package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.monitor.ProgramFailure;
import io.asyncio4j.monitor.internal.timeline.Recorded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timelines that were recorded last, and those that are. Each is made by a thread of its own. For any thread. */
public final class Recordings implements AutoCloseable {

    /** For how long one goes on at most. */
    public static final int MOST_SECONDS = 60;

    private static final int MOST = 4;
    // a million events
    private static final int MEBIBYTES = 16;
    // after which the program gives up by itself
    private static final int SPARE_SECONDS = 30;
    private static final int MILLIS_BETWEEN_LOOKS = 100;
    private static final int MILLIS_UNTIL_CLOSED = 1_000;

    // guarded by this: the oldest first
    private final List<Recording> all = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();
    private int begun;
    private long last;
    private boolean closed;

    /**
     * Begins to record. The caller waits for the program. {@return the timeline to come}
     *
     * @throws ProgramFailure if the loop does not run, one is recorded already, or there are too many
     */
    public Recording start(ProgramWatch watch, LoopWatch loop, int seconds) throws ProgramFailure {
        synchronized (this) {
            if (closed) {
                throw new ProgramFailure("the monitor is being closed");
            }
            if (begun + threads.size() >= MOST) {
                throw new ProgramFailure("the monitor records " + MOST
                        + " timelines already; wait until one of them is there");
            }
            begun++; // counts already, for the program is asked without the lock
        }
        try {
            watch.startFlightLog(loop, MEBIBYTES, seconds + SPARE_SECONDS);
            synchronized (this) {
                if (!closed) {
                    return add(watch, loop, seconds);
                }
            }
        } finally {
            synchronized (this) {
                begun--;
            }
        }
        stop(watch, loop);
        throw new ProgramFailure("the monitor was closed meanwhile");
    }

    private Recording add(ProgramWatch watch, LoopWatch loop, int seconds) {
        var recording = new Recording(++last, watch.pid(), loop, seconds, watch.nowMillis());
        threads.add(Thread.ofPlatform().daemon().name("asyncio4j-monitor-recording-" + last)
                .start(() -> run(recording, watch, loop))); // what it does at its end waits for this
        all.add(recording);
        for (int i = 0; all.size() > MOST && i < all.size();) {
            if (all.get(i).state() == Recording.State.RECORDING) {
                i++;
            } else {
                all.remove(i);
            }
        }
        return recording;
    }

    private void run(Recording recording, ProgramWatch watch, LoopWatch loop) {
        try {
            await(recording, watch, loop);
            recording.ready(Recorded.of("process " + watch.pid(),
                    List.of(FlightRecord.of(watch.stopFlightLog(loop)))));
        } catch (InterruptedException e) {
            recording.fail("the monitor was closed meanwhile");
            stop(watch, loop);
        } catch (ProgramFailure e) {
            recording.fail(whyNot(recording, watch, loop, e));
        } catch (IllegalArgumentException e) {
            recording.fail("process " + watch.pid() + " has asyncio4j " + watch.version() + ", and has given "
                    + e.getMessage() + "; use the same version on both sides");
        } catch (RuntimeException | Error e) { // no memory, for one
            recording.fail("no page could be made of it: " + e);
        } finally {
            synchronized (this) {
                threads.remove(Thread.currentThread());
            }
        }
    }

    // As long as it is recorded somebody looks, be the page open or not: also to see that there is nothing to wait for.
    private static void await(Recording recording, ProgramWatch watch, LoopWatch loop)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(recording.seconds());
        long left;
        while ((left = end - System.nanoTime()) > 0 && whoHasEnded(watch, loop).isEmpty()) {
            watch.touch();
            TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(MILLIS_BETWEEN_LOOKS)));
        }
        watch.touch();
    }

    private static String whoHasEnded(ProgramWatch watch, LoopWatch loop) {
        return loop.isGone() ? "loop " + loop.name()
                : watch.state() == ProgramWatch.State.ENDED ? "process " + watch.pid() : "";
    }

    private static String whyNot(Recording recording, ProgramWatch watch, LoopWatch loop, ProgramFailure e) {
        String ended = whoHasEnded(watch, loop);
        return ended.isEmpty() ? String.valueOf(e.getMessage())
                : ended + " has ended before the " + recording.seconds()
                        + (recording.seconds() == 1 ? " second was" : " seconds were")
                        + " over, and so there is nothing of it";
    }

    private static void stop(ProgramWatch watch, LoopWatch loop) {
        try {
            watch.stopFlightLog(loop);
        } catch (ProgramFailure e) {
            // it has ended, or gives up by itself
        }
    }

    /** {@return those of a loop}, the newest first */
    public synchronized List<Recording> of(long pid, LoopWatch loop) {
        return all.reversed().stream().filter(recording -> recording.isOf(pid, loop)).toList();
    }

    /** {@return the one with that number, or null if it is not there, or not any more} */
    public synchronized @Nullable Recording find(long number) {
        return all.stream().filter(recording -> recording.number() == number).findFirst().orElse(null);
    }

    /** Ends those that are recorded, and waits a little for that, so that the programs are left as they were. */
    @Override
    public void close() {
        List<Thread> running;
        synchronized (this) {
            closed = true;
            running = List.copyOf(threads);
        }
        running.forEach(Thread::interrupt);
        try {
            for (Thread thread : running) {
                thread.join(MILLIS_UNTIL_CLOSED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
