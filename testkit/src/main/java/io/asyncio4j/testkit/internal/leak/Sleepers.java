package io.asyncio4j.testkit.internal.leak;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where a test has been seen to sleep really, and for how long. Any thread. */
public final class Sleepers {

    private static final long LEAST_MILLIS = 50;
    private static final int FRAMES_OF_SLEEP = 8;

    /** Where somebody sleeps, and how messages may call him. */
    private record Place(String frame, String method, String task) {}

    private final Map<Place, Long> nanos = new LinkedHashMap<>(); // guarded by itself

    /**
     * Looks whether the thread with this stack sleeps.
     *
     * @param task the name of its task, empty for none
     * @param since how many nanoseconds ago it was looked at before
     */
    public void lookAt(StackTraceElement[] newestFirst, String task, long since) {
        boolean sleeps = false;
        for (int i = 0; i < newestFirst.length && (sleeps || i < FRAMES_OF_SLEEP); i++) {
            StackTraceElement frame = newestFirst[i];
            sleeps |=
                    frame.getClassName().equals("java.lang.Thread") && frame.getMethodName().equals("sleep");
            if (sleeps && !frame.getClassName().startsWith("java.")) {
                String method = frame.getClassName() + "." + frame.getMethodName();
                synchronized (nanos) {
                    nanos.merge(new Place(frame.toString(), method, task), since, Long::sum);
                }
                return;
            }
        }
    }

    /** Tells of all that were long enough, and forgets them. */
    public void tell(Leaks leaks) {
        synchronized (nanos) {
            nanos.forEach((place, slept) -> {
                long millis = TimeUnit.NANOSECONDS.toMillis(slept);
                if (millis >= LEAST_MILLIS) {
                    leaks.addSleep(place.frame(), millis, place.method(), place.task());
                }
            });
            nanos.clear();
        }
    }
}
