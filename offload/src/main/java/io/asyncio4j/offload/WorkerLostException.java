package io.asyncio4j.offload;

/**
 * The process or machine that ran a call is gone, and with it the call. It may have been carried out or not; a call that
 * does no harm when it is done twice may simply be made again.
 *
 * <p><b>From CPython:</b> {@code concurrent.futures.BrokenExecutor}, which makes the whole pool unusable. Here it is the
 * one call that fails.
 */
public class WorkerLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Makes one that says {@code message}. */
    public WorkerLostException(String message) {
        super(message);
    }

    /** Makes one with a cause. */
    public WorkerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
