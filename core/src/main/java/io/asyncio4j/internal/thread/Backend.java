package io.asyncio4j.internal.thread;

import java.util.Locale;

/** The two ways to make a task thread. */
public enum Backend {
    /** The loop's own platform thread carries the tasks' virtual threads; needs {@code --add-opens}. */
    CARRIED,
    /** A baton between virtual threads, by public API only. */
    PORTABLE;

    /** The system property that forces one of them. */
    public static final String PROPERTY = "asyncio4j.threads";

    /**
     * {@return the backend that the system property asks for, else the fastest that works here}
     *
     * @throws IllegalArgumentException if the property names neither
     * @throws IllegalStateException if it asks for the carried one, and the flag for that is missing
     */
    public static Backend fromProperty() {
        String wanted = System.getProperty(PROPERTY);
        if (wanted == null || wanted.isBlank()) {
            return Fastest.BACKEND;
        }
        return switch (wanted.strip().toLowerCase(Locale.ROOT)) {
            case "carried" -> CARRIED.orFail();
            case "portable" -> PORTABLE;
            default ->
                    throw new IllegalArgumentException(
                            "system property " + PROPERTY + "=" + wanted + ": expected carried or portable");
        };
    }

    /** {@return this backend, if it works in this JVM} */
    public Backend orFail() {
        if (this == CARRIED) {
            PrivateVirtualThreads.ensureSupported();
        }
        return this;
    }

    // its own class, so that the choice is made and reported once, and only when nobody made it before
    private static final class Fastest {

        static final Backend BACKEND = choose();

        private static Backend choose() {
            if (PrivateVirtualThreads.isSupported()) {
                return CARRIED;
            }
            String lacking = PrivateVirtualThreads.lacking();
            if (lacking != null) {
                System.getLogger("io.asyncio4j").log(System.Logger.Level.WARNING,
                        "tasks run on the portable thread backend, not on the faster one, for " + lacking);
                return PORTABLE;
            }
            System.getLogger("io.asyncio4j").log(
                    System.Logger.Level.INFO,
                    "tasks run on the portable thread backend; start java with {0} for the faster one",
                    PrivateVirtualThreads.FLAG);
            return PORTABLE;
        }
    }
}
