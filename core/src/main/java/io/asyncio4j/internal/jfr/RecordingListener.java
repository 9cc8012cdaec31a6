package io.asyncio4j.internal.jfr;

import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Hears of recordings that start and stop. */
/*
 * JFR calls it with locks of its own held at times, at the JVM's end for example. So it holds no lock of ours when it
 * needs one of JFR's, or the other way round: it looks again until nobody else has looked meanwhile.
 */
final class RecordingListener implements FlightRecorderListener {

    private static final RecordingListener INSTANCE = new RecordingListener();
    private static final AtomicInteger LOOKS = new AtomicInteger();

    private RecordingListener() {}

    /** Lets JFR tell of recordings, or no longer. */
    static void register(boolean on) {
        if (on) {
            FlightRecorder.addListener(INSTANCE);
        } else {
            FlightRecorder.removeListener(INSTANCE);
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        see();
        Recordings.tell();
    }

    /** Looks what runs, and notes it. */
    static void see() {
        int look;
        do {
            look = LOOKS.incrementAndGet();
            Recordings.set(oldestThatRuns());
        } while (LOOKS.get() != look); // somebody else may have seen something newer, and set it first
    }

    /** {@return the number of the recording that was made first of those that run, or 0} */
    private static long oldestThatRuns() {
        long oldest = 0;
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            if (recording.getState() == RecordingState.RUNNING
                    && (oldest == 0 || recording.getId() < oldest)) {
                oldest = recording.getId();
            }
        }
        return oldest;
    }
}
