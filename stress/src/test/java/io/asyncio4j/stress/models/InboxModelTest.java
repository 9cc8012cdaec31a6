package io.asyncio4j.stress.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.internal.queue.Inbox;
import io.asyncio4j.stress.races.NaiveInbox;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The inbox in every interleaving that there is room for: whatever threads do with it at the same time, they see what they
 * would see if one of them came after the other.
 */
class InboxModelTest {

    /** What threads do with the library's. */
    public static final class Library {

        private final Inbox inbox = new Inbox();

        @Operation
        public boolean put(int entry) {
            return inbox.put(entry);
        }

        @Operation(nonParallelGroup = "loop")
        public List<Object> take() {
            List<Object> taken = new ArrayList<>();
            inbox.drainTo(taken::add);
            return taken;
        }

        @Operation(nonParallelGroup = "loop")
        public boolean isEmpty() {
            return inbox.isEmpty();
        }
    }

    /** The same with one whose steps are not atomic. */
    public static final class Naive {

        private final NaiveInbox inbox = new NaiveInbox();

        @Operation
        public boolean put(int entry) {
            return inbox.put(entry);
        }

        @Operation(nonParallelGroup = "loop")
        public List<Object> take() {
            return inbox.take();
        }

        @Operation(nonParallelGroup = "loop")
        public boolean isEmpty() {
            return inbox.isEmpty();
        }
    }

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions().iterations(10).invocationsPerIteration(300).threads(3)
                .actorsPerThread(2)
                .actorsBefore(1).actorsAfter(1);
    }

    @Test
    void theInbox_isLinearizable() {
        options().check(Library.class);
    }

    @Test
    void itsNaiveTwin_isNot() {
        assertThatThrownBy(() -> options().check(Naive.class)).isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }
}
