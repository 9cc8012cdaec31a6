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

    private static final AtomicInteger LOOKS = new AtomicInteger();

    private RecordingListener() {}

    static void register() {
        FlightRecorder.addListener(new RecordingListener());
        if (FlightRecorder.isInitialized()) {
            changed();
        }
    }

    @Override
    public void recordingStateChanged(Recording recording) {
        changed();
    }

    private static void changed() {
        int look;
        do {
            look = LOOKS.incrementAndGet();
            Recordings.set(isAnyRunning());
        } while (LOOKS.get() != look); // somebody else may have seen something newer, and set it first
        Recordings.tell();
    }

    private static boolean isAnyRunning() {
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            if (recording.getState() == RecordingState.RUNNING) {
                return true;
            }
        }
        return false;
    }
}
