package io.asyncio4j.internal.thread;

/** What the library has learned of this JVM's pinned threads, for tests that want to begin anew. */
public final class Pinning {

    private Pinning() {}

    /** Forgets that an await has overflowed a stack or pinned its thread, after which such awaits throw for a while. */
    public static void forget() {
        PinnedThreads.careful = false;
    }
}
