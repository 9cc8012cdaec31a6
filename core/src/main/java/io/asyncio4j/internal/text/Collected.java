package io.asyncio4j.internal.text;

import java.lang.ref.Cleaner;

/** Who is told of objects that were garbage-collected. Its thread starts with the first object that is watched. */
public final class Collected {

    private static final Cleaner CLEANER = Cleaner.create(Collected::newThread);

    private Collected() {}

    // It ends when this class is collected, so it must not keep anything of whoever comes first.
    private static Thread newThread(Runnable runnable) {
        Thread thread = Thread.ofPlatform().daemon().name("asyncio4j-collected")
                .inheritInheritableThreadLocals(false)
                .unstarted(runnable);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }

    /** Calls {@code action}, which must not refer to {@code object}, when nobody can reach that any more. */
    public static Cleaner.Cleanable watch(Object object, Runnable action) {
        return CLEANER.register(object, action);
    }
}
