package io.asyncio4j.internal.sync;

import io.asyncio4j.sync.Held;
import org.jspecify.annotations.Nullable;

/** Releases something once. */
public final class Releasing implements Held {

    // loop-confined; null once it has been called
    private @Nullable Runnable release;

    /** @param release may refuse by throwing, and is called again then */
    public Releasing(Runnable release) {
        this.release = release;
    }

    @Override
    public void close() {
        Runnable release = this.release;
        if (release != null) {
            release.run();
            this.release = null;
        }
    }

    @Override
    public String toString() {
        return release == null ? "<Held, given back>" : "<Held>";
    }
}
