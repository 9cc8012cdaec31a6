package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.ChildDiedException;
import io.asyncio4j.offload.PoolStatistics;
import io.asyncio4j.offload.internal.parts.OffloadLogs;
import io.asyncio4j.offload.internal.wire.Frame;
import io.asyncio4j.offload.spi.Parcel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait, the children, and who gets what. Any thread may use it; it never waits for anything but its lock.
 */
public final class PoolCore {

    private static final int LEAVE_LIMIT_SECONDS = 10;

    // fixed
    private final Settings settings;
    private final Outfit outfit;
    private final Room room;
    private final PoolClock clock;
    private final CompletableFuture<@Nullable Void> terminated = new CompletableFuture<>();

    private final Object lock = new Object();
    // guarded by lock
    private final Set<Job<?>> waiting = new LinkedHashSet<>();
    private final Set<Child> children = new HashSet<>();
    private final Deque<Child> idle = new ArrayDeque<>();
    private final Counts counts = new Counts();
    private boolean shutdown;
    private long lastJob;
    private int lastChild;

    public PoolCore(Settings settings) {
        this.settings = settings;
        outfit = new Outfit(settings);
        room = new Room(settings.pending());
        clock = new PoolClock(settings.name());
        Duration keepAlive = settings.keepAlive();
        if (keepAlive != null) {
            clock.every(Collections.max(List.of(keepAlive.dividedBy(4), Duration.ofMillis(20))), this::sweep);
        }
    }

    public String name() {
        return settings.name();
    }

    public Settings settings() {
        return settings;
    }

    public Room room() {
        return room;
    }

    Outfit outfit() {
        return outfit;
    }

    // Calls.

    /** {@return {@code call} as bytes} */
    public Parcel pack(Callable<?> call) {
        return outfit.parcels().pack(call);
    }

    /**
     * Makes a call soon. Who asks has taken a place of the {@link #room}, which is given back when it is over, or
     * at once if this throws.
     */
    public <T extends @Nullable Object> Job<T> submit(Parcel parcel) {
        boolean done = false;
        try {
            Job<T> job;
            Child child;
            Child fresh = null;
            synchronized (lock) {
                if (shutdown) {
                    throw new RejectedExecutionException(this + " takes no more calls: it was shut down");
                }
                counts.submitted++;
                job = new Job<>(this, ++lastJob, parcel);
                child = idle.pollFirst();
                if (child != null) {
                    begin(child, job);
                } else {
                    waiting.add(job);
                    fresh = anotherIfWanted();
                }
            }
            done = true;
            if (child != null) {
                child.post(job);
            }
            launch(fresh);
            return job;
        } finally {
            if (!done) {
                room.giveBack();
            }
        }
    }

    // with the lock
    private void begin(Child child, Job<?> job) {
        child.state = Child.State.BUSY;
        child.job = job;
        job.child = child;
    }

    /** {@return the next call for {@code child}}, which has nothing to do; null if there is none. */
    @Nullable
    Job<?> next(Child child) {
        synchronized (lock) {
            if (child.state == Child.State.LEAVING || child.state == Child.State.DEAD || child.killed) {
                return null; // a killed one may have just sent a last result: the next call would die with it
            }
            if (!waiting.isEmpty()) {
                Job<?> job = waiting.iterator().next();
                waiting.remove(job);
                begin(child, job);
                return job;
            }
            child.job = null;
            if (shutdown) {
                dismiss(child);
            } else {
                child.state = Child.State.IDLE;
                child.idleSince = System.nanoTime();
                idle.addFirst(child);
            }
            return null;
        }
    }

    /** Notes that {@code child} has ended call {@code id}, and {@return it} */
    @Nullable
    Job<?> done(Child child, long id) throws IOException {
        synchronized (lock) {
            Job<?> job = child.job;
            if (job == null || job.id != id) {
                throw new IOException(child.name + " has answered call " + id + ", which it does not have");
            }
            child.job = null;
            job.child = null;
            return job;
        }
    }

    /** Gives {@code job} its outcome, and whoever has cancelled it an answer. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the call is one for such a value, which may be null
    void deliver(Job<?> job, byte[] outcome, String place) {
        Parcel parcel = job.parcel();
        try {
            if (parcel != null && !job.isDone()) {
                ((Job<Object>) job).succeed(parcel.open(outcome, place));
            }
        } catch (Throwable e) {
            job.fail(e, Counts.FAILED);
        }
        end(job);
    }

    /** Says whether {@code job} is to end in that way, which is so for the first who asks, and counts it. */
    boolean decide(Job<?> job, int how) {
        synchronized (lock) {
            if (job.ending != Counts.NONE) {
                return false;
            }
            job.ending = how;
            counts.ended(how);
            return true;
        }
    }

    private void end(Job<?> job) {
        job.over();
        room.giveBack();
    }

    /** Ends a call whose future was cancelled: takes it from the queue, or interrupts it and kills its child later. */
    void cancelled(Job<?> job, boolean interrupt) {
        boolean waited;
        Child child;
        synchronized (lock) {
            waited = waiting.remove(job);
            child = job.child;
        }
        if (waited) {
            end(job);
        } else if (child != null && interrupt) {
            child.post(Frame.of(Frame.Kind.CANCEL, job.id));
            var _ = clock.after(settings.grace(), () -> killIfStill(child, job));
        }
    }

    private void killIfStill(Child child, Job<?> job) {
        Process process;
        synchronized (lock) {
            if (child.job != job || child.state != Child.State.BUSY) {
                return;
            }
            process = toKill(child);
        }
        kill(process);
        var _ = clock.after(Duration.ofSeconds(10), () -> job.stopped().complete(CancelAnswer.UNKNOWN));
        OffloadLogs.logger().log(System.Logger.Level.DEBUG,
                () -> "has killed " + child.name + ", which did not end " + job
                        + " although that was cancelled");
    }

    void kill(Child child) {
        Process process;
        synchronized (lock) {
            process = toKill(child);
        }
        kill(process);
    }

    // with the lock
    private @Nullable Process toKill(Child child) {
        if (!child.killed) {
            child.killed = true;
            counts.killed++;
        }
        return child.process;
    }

    private static void kill(@Nullable Process process) {
        if (process != null) {
            ChildProcess.kill(process);
        }
    }

    // Children.

    // with the lock
    private @Nullable Child anotherIfWanted() {
        long starting = children.stream().filter(child -> child.state == Child.State.STARTING).count();
        if (children.size() >= settings.size() || waiting.size() <= starting) {
            return null;
        }
        var child = new Child(this, ++lastChild);
        children.add(child);
        return child;
    }

    private static void launch(@Nullable Child fresh) {
        if (fresh != null) {
            fresh.launch();
        }
    }

    /** Starts the process of {@code child}, on the child's thread. */
    ChildProcess start(Child child, int number) throws IOException, InterruptedException {
        return outfit.start(child.name, number, clock, process -> {
            synchronized (lock) {
                child.process = process;
                counts.started++;
                return !child.killed;
            }
        });
    }

    /** Notes that {@code child} is on its way out, and gives it no more calls. */
    void ending(Child child) {
        synchronized (lock) {
            idle.remove(child);
        }
    }

    /** Notes that {@code child} is gone; fails what it was doing. */
    void ended(Child child, ChildDiedException died, Throwable why) {
        Job<?> job;
        var hopeless = new ArrayList<Job<?>>();
        boolean expected;
        Child fresh = null;
        synchronized (lock) {
            if (child.state == Child.State.DEAD) {
                return;
            }
            boolean wasReady = child.state != Child.State.STARTING;
            expected = child.state == Child.State.LEAVING || child.killed;
            child.state = Child.State.DEAD;
            children.remove(child);
            idle.remove(child);
            job = child.job;
            child.job = null;
            if (job != null) {
                job.child = null;
            }
            if (!expected) {
                counts.died++;
            }
            if (wasReady) {
                fresh = shutdown ? anotherIfWanted() : replacement(expected && !child.killed);
            } else if (children.isEmpty()) {
                hopeless.addAll(waiting);
                waiting.clear();
            }
        }
        if (job != null) {
            lost(job, died, why);
        }
        hopeless.forEach(each -> lost(each, died, why));
        launch(fresh);
        terminateIfOver();
        if (!expected && job == null && hopeless.isEmpty()) { // else somebody got it
            OffloadLogs.logger().log(System.Logger.Level.WARNING, died::getMessage); // at the end: a logger may throw
        }
    }

    // With the lock. One that has left because it was idle is not replaced before it is needed.
    private @Nullable Child replacement(boolean left) {
        Child wanted = anotherIfWanted();
        if (wanted == null && !left && children.size() < settings.size()) {
            wanted = new Child(this, ++lastChild);
            children.add(wanted);
        }
        return wanted;
    }

    private void lost(Job<?> job, ChildDiedException died, Throwable why) {
        Throwable failure = why;
        Parcel parcel = job.parcel();
        if (parcel != null && (why instanceof IOException || why instanceof ChildDiedException)) {
            String message = String.valueOf(died.getMessage());
            failure = parcel.blamed(new ChildDiedException(message, died.exitStatus(), died.errorLines()));
        }
        job.fail(failure, Counts.LOST);
        end(job);
    }

    private void sweep() {
        Duration keepAlive = settings.keepAlive();
        long longest = keepAlive == null ? Long.MAX_VALUE : PoolClock.nanos(keepAlive);
        synchronized (lock) {
            long now = System.nanoTime();
            for (Child child : List.copyOf(idle)) {
                if (now - child.idleSince >= longest) {
                    idle.remove(child);
                    dismiss(child);
                }
            }
        }
    }

    // with the lock
    private void dismiss(Child child) {
        child.state = Child.State.LEAVING;
        child.post(Frame.of(Frame.Kind.BYE, 0));
        var _ = clock.after(Duration.ofSeconds(LEAVE_LIMIT_SECONDS), () -> {
            boolean hangs;
            synchronized (lock) {
                hangs = child.state == Child.State.LEAVING;
            }
            if (hangs) {
                kill(child);
            }
        });
    }

    // The end.

    /** Takes no more calls; children leave when there are none. */
    public void shutdown() {
        synchronized (lock) {
            shutdown = true;
            for (Child child = idle.poll(); child != null; child = idle.poll()) {
                dismiss(child);
            }
        }
        terminateIfOver();
    }

    /** Takes no more calls, cancels those that wait, kills the children, and {@return what has not begun} */
    public List<Job<?>> shutdownNow() {
        List<Job<?>> unbegun;
        var running = new ArrayList<Job<?>>();
        var all = new ArrayList<Child>();
        synchronized (lock) {
            shutdown = true;
            unbegun = List.copyOf(waiting);
            for (Child child : children) {
                all.add(child);
                if (child.job != null) {
                    running.add(child.job);
                }
            }
            idle.clear();
        }
        unbegun.forEach(job -> job.cancel(true));
        running.forEach(job -> job.cancel(true));
        all.forEach(this::kill);
        terminateIfOver();
        return unbegun;
    }

    private void terminateIfOver() {
        synchronized (lock) {
            if (!shutdown || !children.isEmpty() || !waiting.isEmpty()) {
                return;
            }
        }
        clock.stop();
        outfit.remove();
        terminated.complete(null);
    }

    /** {@return what is completed when it was shut down and all children have ended} Not to be completed elsewhere. */
    public CompletableFuture<@Nullable Void> terminated() {
        return terminated;
    }

    public boolean isShutdown() {
        synchronized (lock) {
            return shutdown;
        }
    }

    public PoolStatistics statistics() {
        synchronized (lock) {
            int busy = (int) children.stream().filter(child -> child.job != null).count();
            return counts.toStatistics(settings.size(), children.size(), busy, idle.size(), waiting.size());
        }
    }

    @Override
    public String toString() {
        PoolStatistics now = statistics();
        return "<ProcessPool " + name() + " children=" + now.children() + "/" + now.size() + " busy="
                + now.busy()
                + " waiting=" + now.waiting() + (isShutdown() ? " shut down" : "") + ">";
    }
}
