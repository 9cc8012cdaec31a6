package io.asyncio4j.testkit.internal.leak;

import java.util.ArrayList;
import java.util.List;

/** The thread that looks at all tests on virtual time which are running. There is none while none runs. */
public final class Watcher {

    private static final long INTERVAL_MILLIS = 10;

    // guarded by the class
    private static final List<RealSleeps> WATCHED = new ArrayList<>();
    private static boolean running;

    private Watcher() {}

    public static synchronized void add(RealSleeps test) {
        WATCHED.add(test);
        if (!running) {
            running = true;
            Thread.ofPlatform().daemon().name("asyncio4j-testkit-sleeps").start(Watcher::watch);
        }
    }

    public static synchronized void remove(RealSleeps test) {
        WATCHED.remove(test);
    }

    private static synchronized List<RealSleeps> watched() {
        running = !WATCHED.isEmpty();
        return List.copyOf(WATCHED);
    }

    private static void watch() {
        for (List<RealSleeps> tests = watched(); !tests.isEmpty(); tests = watched()) {
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                continue; // nobody has a reason to
            }
            tests.forEach(test -> test.look(System.nanoTime(), INTERVAL_MILLIS * 1_000_000));
        }
    }
}
