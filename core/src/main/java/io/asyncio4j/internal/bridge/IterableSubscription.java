package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.spi.StackProbe;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber wants of an {@link IterableEmission}; said on any thread, and told to the emission by
 * this very object, as a callback on the loop.
 */
/*
 * The emission takes an element off the demand when onNext has returned, not before. So a subscriber that
 * asks for more in onNext finds a demand above zero and need not wake anybody; and whoever raises it from
 * zero knows that the emission waits or is about to, and wakes it. That callback runs when the emission has
 * suspended, since the loop does one thing at a time: it cannot come too early, and one that is not needed
 * does nothing.
 */
public final class IterableSubscription extends LoopBell implements Flow.Subscription {

    // fixed
    private final IterableEmission<?> emission;

    // any thread
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException violation;

    IterableSubscription(LoopCore loop, IterableEmission<?> emission) {
        super(loop);
        this.emission = emission;
    }

    // The subscriber's side.

    @Override
    public void request(long elements) {
        StackProbe.ensure(); // a demand that the emission is not woken for would be lost
        if (elements <= 0) {
            violation = new IllegalArgumentException(
                    "rule 3.9: non-positive subscription request signals are illegal: request(" + elements
                            + ")");
            ring();
        } else if (demand.getAndAccumulate(elements, IterableSubscription::cappedSum) == 0) {
            ring();
        }
    }

    // Long.MAX_VALUE stands for no limit, rule 3.17
    private static long cappedSum(long wanted, long more) {
        long sum = wanted + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void cancel() {
        StackProbe.ensure();
        if (!cancelled) {
            cancelled = true;
            ring(); // never in place: the caller may be code that the emission itself has called
        }
    }

    // The emission's side.

    /** Says whether the subscriber still listens and has kept the rules. */
    boolean isOpen() {
        return !cancelled && violation == null;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** {@return how the subscriber has broken the rules, or null} */
    @Nullable
    IllegalArgumentException violation() {
        return violation;
    }

    boolean hasDemand() {
        return demand.get() > 0;
    }

    /** Takes one element off the demand: {@code onNext} has returned. */
    void delivered() {
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
    }

    /** Ends it from the emission's side: nothing is signalled any more. */
    void shut() {
        cancelled = true;
    }

    @Override
    void answer() {
        emission.wake();
    }

    @Override
    public String toString() {
        return "AsyncIterable.toPublisher()";
    }
}
