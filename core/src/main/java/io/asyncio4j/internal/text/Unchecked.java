package io.asyncio4j.internal.text;

/** Throws exceptions as they are, checked or not, where none is declared. */
public final class Unchecked {

    private Unchecked() {}

    /** Throws {@code e}; the return type is there to be thrown, so that the compiler sees the end of the path. */
    public static RuntimeException rethrow(Throwable e) {
        throw Unchecked.<RuntimeException>raise(e);
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> X raise(Throwable e) throws X {
        throw (X) e;
    }
}
