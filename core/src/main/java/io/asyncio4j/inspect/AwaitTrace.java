package io.asyncio4j.inspect;

import io.asyncio4j.CancelledError;
import io.asyncio4j.internal.look.AwaitTraceImpl;

/**
 * The awaits that an exception has come through: in debug mode, a suppressed exception of each one that a task gets from
 * a future. So a stack trace tells not only where the exception was made, which is on the stack of the task that has
 * failed, but also who awaited that task, and where.
 *
 * <p>Its message names the tasks and the places in the order in which the exception came by; its stack trace has the
 * frames of user code of each of them, in the same order. Nobody throws it, and an exception has one at most. A
 * {@link CancelledError}, a {@link VirtualMachineError} and an exception that keeps no suppressed ones have none. An
 * exception that a program makes once and throws again and again has one that tells of all times; after 16 awaits the
 * rest is only counted.
 *
 * <p><b>From CPython:</b> the frames that a traceback gains with each {@code await} that it leaves.
 */
public abstract sealed class AwaitTrace extends Throwable permits AwaitTraceImpl {

    private static final long serialVersionUID = 1L;

    /** For the library, which makes them. */
    protected AwaitTrace() {
        super(null, null, false, true);
    }

    /** {@return who awaited it, and where} */
    @Override
    public abstract String getMessage();

    /** Does nothing: the frames are those of the awaits. */
    @Override
    public final Throwable fillInStackTrace() {
        return this;
    }

    /** {@return the name of this class, and the message} */
    @Override
    public final String toString() {
        return AwaitTrace.class.getName() + ": " + getMessage();
    }
}
