package io.asyncio4j.offload;

/**
 * What stands for an exception of a remote call that could not be sent as itself: its class is not known or not trusted
 * here, or it holds something that is not serialisable. Its text came through.
 *
 * <p><b>From CPython:</b> nothing of the kind: an exception that cannot be pickled is replaced by the error of pickling.
 */
public final class RemoteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String className;
    private final String remoteText;

    /**
     * Makes one.
     *
     * @param message what the exception said of itself, and why it did not come
     * @param className see {@link #className}
     * @param remoteText see {@link #remoteText}
     */
    public RemoteException(String message, String className, String remoteText) {
        super(message);
        this.className = className;
        this.remoteText = remoteText;
    }

    /** {@return the name of the exception's class} */
    public String className() {
        return className;
    }

    /** {@return the exception as {@code printStackTrace} has shown it, there} */
    public String remoteText() {
        return remoteText;
    }
}
