package io.asyncio4j.stress.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.internal.handle.ThreadsafeHandle;
import io.asyncio4j.stress.races.Handles;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The handle of {@code callSoonThreadsafe} in every interleaving that there is room for: a callback runs once or never, and
 * is not running when {@code cancel} or {@code cancelled} returns.
 */
class HandleModelTest {

    /** A callback of two steps. */
    private static class Callback implements Runnable {

        volatile int begun;
        volatile int ended;

        @Override
        public void run() {
            begun++;
            ended++;
        }

        String seen() {
            return begun == ended ? "not running" : "running";
        }
    }

    /** What threads do with the library's. */
    public static final class Library {

        private final Callback callback = new Callback();
        private final ThreadsafeHandle handle = Handles.threadsafe(callback);

        @Operation(nonParallelGroup = "loop")
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

        @Operation(nonParallelGroup = "loop")
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

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions().iterations(10).invocationsPerIteration(300).threads(3)
                .actorsPerThread(2)
                .actorsBefore(0).actorsAfter(1);
    }

    @Test
    void theHandle_isLinearizable() {
        options().check(Library.class);
    }

    @Test
    void itsNaiveTwin_isNot() {
        assertThatThrownBy(() -> options().check(Naive.class)).isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }
}
