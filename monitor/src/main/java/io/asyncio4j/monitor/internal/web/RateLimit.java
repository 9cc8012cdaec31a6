package io.asyncio4j.monitor.internal.web;

/** So many requests a second, and some at once. For any thread. */
final class RateLimit {

    private final double perSecond;
    private final double most;

    // guarded by this
    private double left;
    private long at = System.nanoTime();

    RateLimit(double perSecond, double most) {
        this.perSecond = perSecond;
        this.most = most;
        this.left = most;
    }

    /** Says whether one more may come. */
    synchronized boolean take() {
        long now = System.nanoTime();
        left = Math.min(most, left + (now - at) * perSecond / 1e9);
        at = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
