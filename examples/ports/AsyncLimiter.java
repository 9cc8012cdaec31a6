// A rate limiter: at most so many entries in so much time, bursts allowed, by a leaky bucket.
//
// What aiolimiter (https://github.com/mjpieters/aiolimiter, MIT licence) does in Python, in code of our own.
//
//     ./asyncio4j run examples/ports/AsyncLimiter.java

package ports;

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import java.time.Duration;

/**
 * A bucket that leaks {@code maxRate} per {@code period}; who enters pours 1 into it, and waits while it would overflow.
 *
 * <p>For the tasks of one loop. Of those that want the same amount, who waits longest goes first; who wants less may go before
 * who wants more. Cancelling a waiting task costs the others nothing.
 */
public final class AsyncLimiter {
    private final double maxRate;
    private final Duration period;
    private final double leakPerNano;

    private double level;
    private Duration levelAt = Duration.ZERO;

    /**
     * @param maxRate how much may enter in a period, and at once; positive
     * @param period positive
     */
    public AsyncLimiter(double maxRate, Duration period) {
        if (!(maxRate > 0) || !period.isPositive()) {
            throw new IllegalArgumentException(
                    "rate and period must be positive: " + maxRate + " in " + period);
        }
        this.maxRate = maxRate;
        this.period = period;
        this.leakPerNano = maxRate / period.toNanos();
    }

    /** {@return how much may enter in a period, and at once} */
    public double maxRate() {
        return maxRate;
    }

    /** {@return in how long that is} */
    public Duration period() {
        return period;
    }

    /** {@return whether {@code amount} could enter now} */
    public boolean hasCapacity(double amount) {
        leak();
        return level + amount <= maxRate;
    }

    /** Waits until one more may enter. */
    public void acquire() {
        acquire(1);
    }

    /** Waits until {@code amount} more may enter; no more than the rate, which nothing could wait for. */
    public void acquire(double amount) {
        if (amount > maxRate) {
            throw new IllegalArgumentException("can't acquire " + amount + ", which is more than " + maxRate);
        }
        while (!hasCapacity(amount)) { // somebody may have been quicker
            sleep(Duration.ofNanos((long) Math.ceil((level + amount - maxRate) / leakPerNano)));
        }
        level += amount;
    }

    private void leak() {
        var now = EventLoop.running().time();
        level = Math.max(0, level - now.minus(levelAt).toNanos() * leakPerNano);
        if (level < 1e-9) { // what rounding leaves
            level = 0;
        }
        levelAt = now;
    }

    static void main() {
        run(() -> {
            var limiter = new AsyncLimiter(3, Duration.ofSeconds(1));
            var start = EventLoop.running().time();
            taskGroup(g -> {
                for (int i = 1; i <= 7; i++) {
                    int number = i;
                    g.createTask(() -> {
                        limiter.acquire();
                        var passed = EventLoop.running().time().minus(start);
                        IO.println("request " + number + " after " + passed.toMillis() + " ms");
                    });
                }
            });
        });
    }
}
