package io.asyncio4j.stress.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.internal.queue.Inbox;
import io.asyncio4j.stress.races.NaiveInbox;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The inbox in the interleavings of some small scenarios: whatever threads do with it at the same time, they see what they
 * would see if one of them came after the other.
 */
class InboxModelTest {

    /** What threads do with the library's. */
    public static final class Library {

        private final Inbox inbox = new Inbox();

        @Operation
        public boolean put(@Param(gen = IntGen.class) int entry) {
            return inbox.put(entry);
        }

        @Operation
        public List<Object> take() {
            List<Object> taken = new ArrayList<>();
            inbox.drainTo(taken::add);
            return taken;
        }

        @Operation
        public boolean isEmpty() {
            return inbox.isEmpty();
        }
    }

    /** The same with one whose steps are not atomic. */
    public static final class Naive {

        private final NaiveInbox inbox = new NaiveInbox(() -> {});

        @Operation
        public boolean put(@Param(gen = IntGen.class) int entry) {
            return inbox.put(entry);
        }

        @Operation
        public List<Object> take() {
            return inbox.take();
        }

        @Operation
        public boolean isEmpty() {
            return inbox.isEmpty();
        }
    }

    private static final String[] SCENARIOS = {
        "; put 1 | put 2; take",
        "put 0; put 1 | take, isEmpty; take",
        "put 0; put 1, put 2 | take, take; take",
        "; put 1 | put 2 | take; take"};

    @Test
    void theInbox_isLinearizable() {
        Models.check(Library.class, SCENARIOS);
    }

    @Test
    void itsNaiveTwin_isNot() {
        assertThatThrownBy(() -> Models.check(Naive.class, SCENARIOS))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }
}
