package io.asyncio4j.internal.text;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Who is told of objects that were garbage-collected. Its thread starts with the first object that is watched. */
public final class Collected {

    // not made when the class is initialised: if memory or stack is short then, it is tried again
    private static volatile @Nullable Cleaner cleaner;

    private Collected() {}

    private static Cleaner cleaner() {
        Cleaner made = cleaner;
        return made != null ? made : make();
    }

    private static synchronized Cleaner make() {
        Cleaner made = cleaner;
        if (made == null) {
            made = Cleaner.create(Collected::newThread);
            cleaner = made;
        }
        return made;
    }

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
        return cleaner().register(object, action);
    }
}
