package io.asyncio4j.internal.queue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether one waiter, which is about to go to sleep, looks for a moment first: that is worth it where what it waits for
 * comes from a thread that is awake, for the system takes far longer to put a thread to sleep and to wake it.
 */
/*
 * It learns from its own waits. One that was over soon, looked for or slept through, adds to its trust; one that was
 * looked for in vain takes more away, twice as much each time until trust is complete, and without trust it sleeps at
 * once. So looking stops where it does not pay, be it that the work takes longer or that others want the processors, and
 * begins again once waits are short. Where it never pays, one short wait in 500 is looked for. A sleep may be longer than
 * a look and still count: two who wait for each other and both sleep have to be woken each time, and would never find
 * out how fast they can be.
 *
 * Of the waiters of one kind no more look at a time than half of the processors, so that what they wait for has one to
 * run on; with a single processor nobody does.
 */
public final class SpinWait {

    /** How long one looks at most, in nanoseconds. */
    public static final long MOST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    static final long SHORT_SLEEP_NANOS = 2 * MOST_NANOS;

    private static final int MOST_TRUST = 16;
    private static final int TRUST_TO_LOOK = 4;
    private static final int LEAST_PRICE = 4;
    private static final int MOST_PRICE = 512;

    /** What the waiters of one kind share: how many may look at a time. */
    public static final class Kind {

        // any thread
        private final AtomicInteger places;

        public Kind() {
            this(Runtime.getRuntime().availableProcessors() / 2);
        }

        Kind(int places) {
            this.places = new AtomicInteger(places);
        }

        private boolean enter() {
            if (places.get() <= 0) {
                return false;
            }
            if (places.decrementAndGet() < 0) {
                leave();
                return false;
            }
            return true;
        }

        private void leave() {
            places.getAndIncrement();
        }
    }

    // fixed
    private final Kind kind;

    // the waiter's own
    private int trust = 2 * TRUST_TO_LOOK;
    // what the next vain look costs of it
    private int price = LEAST_PRICE;

    public SpinWait(Kind kind) {
        this.kind = kind;
    }

    /** Says whether to look before sleeping; if so, {@link #came} or one of its sisters has to tell how that went. */
    public boolean begins() {
        return trust >= TRUST_TO_LOOK && kind.enter();
    }

    /** It looked, and what it waited for came. */
    public void came() {
        kind.leave();
        if (trust < MOST_TRUST) {
            trust++;
        } else {
            price = LEAST_PRICE;
        }
    }

    /** It looked for {@link #MOST_NANOS}, and nothing came. */
    public void inVain() {
        kind.leave();
        trust = Math.max(trust - price, -MOST_PRICE);
        price = Math.min(2 * price, MOST_PRICE);
    }

    /** It looked for less, and did not wait any longer. */
    public void gaveUp() {
        kind.leave();
    }

    /** It slept, and was woken {@code nanos} after it had begun to wait, not counting the time that waking takes. */
    public void slept(long nanos) {
        if (nanos >= 0 && nanos < SHORT_SLEEP_NANOS) {
            trust = Math.min(trust + 1, MOST_TRUST);
        }
    }
}
