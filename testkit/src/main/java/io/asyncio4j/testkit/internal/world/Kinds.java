package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of threads that there are in this JVM. */
public final class Kinds {

    private static final String PROPERTY = "asyncio4j.threads";
    private static final boolean CARRIED_IS_ALLOWED = isCarriedAllowed();

    private Kinds() {}

    /** {@return those that the JVM allows, the faster one first} */
    public static List<Threads> allowed() {
        return CARRIED_IS_ALLOWED ? List.of(Threads.CARRIED, Threads.PORTABLE) : List.of(Threads.PORTABLE);
    }

    /** Says whether loops have portable threads that are to have {@code threads}, or, for null, what there is. */
    static boolean isPortable(@Nullable Threads threads) {
        if (threads != null) {
            return threads == Threads.PORTABLE;
        }
        return !CARRIED_IS_ALLOWED
                || System.getProperty(PROPERTY, "").strip().equalsIgnoreCase(Threads.PORTABLE.name());
    }

    private static boolean isCarriedAllowed() {
        try {
            EventLoop.builder().threads(Threads.CARRIED).build().close();
            return true;
        } catch (IllegalStateException e) { // the flag is missing
            return false;
        }
    }
}
