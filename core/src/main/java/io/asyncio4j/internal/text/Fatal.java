package io.asyncio4j.internal.text;

import io.asyncio4j.LoopExit;

/** Which exceptions end a loop. */
public final class Fatal {

    private Fatal() {}

    /** Says whether {@code e} ends the loop rather than only the task or callback that threw it. */
    public static boolean isFatal(Throwable e) {
        return e instanceof LoopExit || e instanceof InternalError || e instanceof UnknownError;
    }

    /** Throws {@code e} if it is one. */
    public static void rethrow(Throwable e) {
        if (isFatal(e)) {
            throw Unchecked.rethrow(e);
        }
    }
}
