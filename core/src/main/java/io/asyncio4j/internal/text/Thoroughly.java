package io.asyncio4j.internal.text;

import org.jspecify.annotations.Nullable;

/** Does one thing after the other, whatever they throw. What was thrown first is thrown in the end. */
public final class Thoroughly {

    private @Nullable Throwable first;

    /** Does {@code step}, and keeps what it throws. */
    public void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) { // the next steps must be taken all the same
            if (first == null) {
                first = e;
            } else if (first != e) {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws what was thrown first, with what was thrown later as suppressed exceptions; returns if there is nothing. */
    public void throwFirst() {
        Throwable first = this.first;
        if (first != null) {
            throw Unchecked.rethrow(first);
        }
    }
}
