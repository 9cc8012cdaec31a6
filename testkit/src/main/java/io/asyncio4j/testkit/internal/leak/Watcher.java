package io.asyncio4j.testkit.internal.leak;

import java.util.ArrayList;
import java.util.List;

/** The thread that looks at all tests without real time which are running. There is none while none runs. */
public final class Watcher {

    /** A test, or many runs of one, at which somebody looks from outside. */
    public interface Watched {
        /** Looks whether somebody sleeps now. Called every {@code interval} nanoseconds, or less often. */
        void look(long now, long interval);
    }

    private static final long INTERVAL_MILLIS = 10;

    // guarded by the class
    private static final List<Watched> WATCHED = new ArrayList<>();
    private static boolean running;

    private Watcher() {}

    public static synchronized void add(Watched test) {
        WATCHED.add(test);
        if (!running) {
            running = true;
            Thread.ofPlatform().daemon().name("asyncio4j-testkit-sleeps").start(Watcher::watch);
        }
    }

    public static synchronized void remove(Watched test) {
        WATCHED.remove(test);
    }

    private static synchronized List<Watched> watched() {
        running = !WATCHED.isEmpty();
        return List.copyOf(WATCHED);
    }

    private static void watch() {
        for (List<Watched> tests = watched(); !tests.isEmpty(); tests = watched()) {
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                continue; // nobody has a reason to
            }
            tests.forEach(Watcher::look);
        }
    }

    private static void look(Watched test) {
        try {
            test.look(System.nanoTime(), INTERVAL_MILLIS * 1_000_000);
        } catch (RuntimeException e) {
            // what it looks at changes meanwhile; the next look will do
        }
    }
}
