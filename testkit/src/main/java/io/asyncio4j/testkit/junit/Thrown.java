package io.asyncio4j.testkit.junit;

import org.jspecify.annotations.Nullable;

/** Lets a throwable that is neither an exception nor an error pass where an exception is declared. */
final class Thrown {

    private Thrown() {}

    /** What may throw anything. */
    interface Part<T extends @Nullable Object> {
        T run() throws Throwable;
    }

    static <T extends @Nullable Object> T call(Part<T> part) throws Exception {
        try {
            return part.run();
        } catch (Throwable e) {
            throw Thrown.<RuntimeException>as(e);
        }
    }

    @SuppressWarnings("unchecked") // there are no checked exceptions at run time
    private static <E extends Throwable> E as(Throwable e) throws E {
        throw (E) e;
    }
}
