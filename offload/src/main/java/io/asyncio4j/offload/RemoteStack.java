package io.asyncio4j.offload;

/**
 * The part of an exception's stack that is in another process. An exception of a remote call has the stack of who made
 * the call, here, and one of these among its {@linkplain Throwable#getSuppressed() suppressed ones}, whose message says
 * where the call ran and whose stack is the one that the exception was thrown with.
 *
 * <p><b>From CPython:</b> {@code concurrent.futures.process._RemoteTraceback}, the cause of such an exception.
 */
public final class RemoteStack extends Throwable {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param place where the call ran, in words
     * @param frames the stack there
     */
    public RemoteStack(String place, StackTraceElement[] frames) {
        super("the stack of the call, in " + place, null, false, true);
        setStackTrace(frames);
    }

    /** Has a stack of its own, given to it. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
