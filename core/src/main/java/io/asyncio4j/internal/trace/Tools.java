package io.asyncio4j.internal.trace;

import io.asyncio4j.inspect.LoopProfile;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is switched on at one loop: one flight log and one profile at a time, as both cost something. Any thread. */
public final class Tools {

    private static final PerLoop<Tools> OF_LOOP = PerLoop.of(Tools::new);

    // fixed
    private final LoopCore loop;

    // guarded by this
    private @Nullable Flight flight;
    private @Nullable ProfileCounts profile;

    private Tools(LoopCore loop) {
        this.loop = loop;
    }

    public static Tools of(LoopCore loop) {
        return OF_LOOP.of(loop);
    }

    /**
     * Switches a flight log on, and off after {@code limitNanos} if nobody has stopped it by then; what it has written is
     * forgotten then.
     */
    public synchronized Flight startFlight(int mebibytes, long limitNanos) {
        if (flight != null) {
            throw new IllegalStateException("a flight log of " + loop.name() + " is on already");
        }
        var expiry = new Expiry();
        Flight started = Flight.start(loop, mebibytes, limitNanos, expiry);
        expiry.flight = started;
        flight = started;
        return started;
    }

    private final class Expiry implements Runnable {
        private volatile @Nullable Flight flight;

        @Override
        public void run() {
            Flight flight = this.flight;
            if (flight != null) {
                close(flight);
            }
        }
    }

    /** {@return what {@code flight} has written until now} */
    public byte[] record(Flight flight) {
        return flight.bytes();
    }

    private synchronized Flight running() {
        if (flight == null) {
            throw new IllegalStateException("no flight log of " + loop.name() + " is on");
        }
        return flight;
    }

    /** Switches the log off that is on. {@return what it has written} */
    public byte[] stopFlight() {
        return stop(running());
    }

    /** Switches {@code stopped} off, if it is on. {@return what it has written} */
    public byte[] stop(Flight stopped) {
        try {
            return stopped.bytes();
        } finally {
            close(stopped); // also if there is no memory for the bytes
        }
    }

    /** Switches {@code closed} off, if it is on. */
    public void close(Flight closed) {
        synchronized (this) {
            if (flight == closed) {
                flight = null;
            }
        }
        closed.stop();
    }

    /** Switches a profile on, and off after {@code limitNanos} if nobody has stopped it by then. */
    public synchronized void startProfile(int perSecond, long limitNanos) {
        if (profile != null) {
            throw new IllegalStateException("a profile of " + loop.name() + " is being made already");
        }
        ProfileCounts started = new ProfileCounts(loop, perSecond, limitNanos, this::forget);
        started.start("profile");
        profile = started;
    }

    private synchronized void forget(ProfileCounts expired) {
        if (profile == expired) {
            profile = null;
        }
    }

    /** Switches the profile off. {@return what it has found} */
    public LoopProfile stopProfile() {
        ProfileCounts stopped;
        synchronized (this) {
            if (profile == null) {
                throw new IllegalStateException("no profile of " + loop.name() + " is being made");
            }
            stopped = Objects.requireNonNull(profile);
            profile = null;
        }
        stopped.stop();
        return stopped.result();
    }

    // How far they are, for tests.

    /** {@return how often the log that is on has looked at a step that holds the loop} */
    public synchronized int slowStacks() {
        return flight == null ? 0 : flight.slowStacks();
    }

    /** {@return how many samples the profile has that is being made} */
    public synchronized long samples() {
        return profile == null ? 0 : profile.samples();
    }

    /** {@return how many of its samples have found a stack} */
    public synchronized long stacks() {
        return profile == null ? 0 : profile.found();
    }
}
