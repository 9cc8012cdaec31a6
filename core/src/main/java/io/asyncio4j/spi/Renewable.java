package io.asyncio4j.spi;

/**
 * A promise that can be awaited anew: what {@link io.asyncio4j.EventLoop#createFuture(WaitedFor)} makes is one. A lock, a queue or
 * their like, at which tasks wait all the time, saves by that a new one for each time.
 *
 * <p>Only who has made it may renew it, and only if nobody else knows it: it was given to no task but the one that has awaited it,
 * and that has gone on.
 *
 * <p><b>From CPython:</b> nothing of the kind; a future of asyncio's that is done stays so.
 */
public interface Renewable {

    /**
     * Makes it pending again, as if it had been made for {@code waitedFor} just now, and says whether it did. It does not, and
     * nothing has changed, if it has no result (but an exception or a cancellation, or is pending), or if each future must be
     * told from others: in debug mode, or as long as there is a listener of {@link ObjectUse}. Then a new one is to be made.
     *
     * <p>Only where its loop runs, in a task or a callback of that.
     */
    boolean renew(WaitedFor waitedFor);
}
