package io.asyncio4j.stress.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.internal.handle.ThreadsafeHandle;
import io.asyncio4j.stress.races.Handles;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The handle of {@code callSoonThreadsafe} in the interleavings of some small scenarios: a callback runs once or never, and
 * is not running when {@code cancel} or {@code cancelled} returns.
 */
class HandleModelTest {

    /** A callback of two steps. */
    private static class Callback implements Runnable {

        volatile int begun;
        volatile int ended;

        @Override
        public void run() {
            int before = begun;
            begun = before + 1;
            ended = before + 1;
        }

        String seen() {
            return begun == ended ? "not running" : "running";
        }
    }

    /** What threads do with the library's. */
    public static final class Library {

        private final Callback callback = new Callback();
        private final ThreadsafeHandle handle = Handles.threadsafe(callback);

        @Operation
        public int call() {
            handle.call();
            return callback.ended;
        }

        @Operation
        public String cancel() {
            handle.cancel();
            return callback.seen();
        }

        @Operation
        public String cancelled() {
            boolean was = handle.cancelled();
            return was + ", " + (was ? callback.seen() : "");
        }
    }

    /** The same with one that looks whether it was cancelled, and then runs. */
    public static final class Naive {

        private final Callback callback = new Callback();
        private volatile boolean cancelled;
        private volatile boolean called;

        @Operation
        public int call() {
            if (!cancelled && !called) {
                called = true;
                callback.run();
            }
            return callback.ended;
        }

        @Operation
        public String cancel() {
            cancelled = true;
            return callback.seen();
        }

        @Operation
        public String cancelled() {
            boolean was = cancelled;
            return was + ", " + (was ? callback.seen() : "");
        }
    }

    private static final String[] SCENARIOS = {
        "; call | cancel; cancelled",
        "; call | cancelled, cancel; cancelled",
        "; cancel | cancelled | call; cancelled"};

    @Test
    void theHandle_isLinearizable() {
        Models.check(Library.class, SCENARIOS);
    }

    @Test
    void itsNaiveTwin_isNot() {
        assertThatThrownBy(() -> Models.check(Naive.class, SCENARIOS))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }
}
