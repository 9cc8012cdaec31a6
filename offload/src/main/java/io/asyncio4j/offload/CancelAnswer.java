package io.asyncio4j.offload;

/**
 * What is known of a call that was cancelled. The await of the call has ended long before that, whatever the answer is.
 *
 * <p><b>From CPython:</b> nothing of the kind: there a call that runs in a process cannot be cancelled.
 */
public enum CancelAnswer {
    /** The place where it runs has been asked to end it, and has not answered yet. */
    ASKED,
    /** It does not run: it never began, it has ended, or its process was killed. */
    CONFIRMED,
    /** Nobody can say. The place has not answered in time, or is gone; the call may run on there. */
    UNKNOWN
}
