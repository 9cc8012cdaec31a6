package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LOO-13: what one thread sees of the inbox; {@link InboxStressTest} has many. */
class InboxTest {

    private final Inbox inbox = new Inbox();
    private final List<Object> drained = new ArrayList<>();

    @Test
    void drainsInTheOrderOfArrival() {
        inbox.put(1);
        inbox.put(2);
        inbox.put(3);
        inbox.drainTo(drained::add);
        assertThat(drained).containsExactly(1, 2, 3);
    }

    @Test
    void put_saysWhetherTheLoopMayHaveToBeWoken() {
        assertThat(inbox.put(1)).isTrue();
        assertThat(inbox.put(2)).isFalse();
        assertThat(inbox.put(3)).isFalse();
        inbox.drainTo(drained::add);
        assertThat(inbox.put(4)).isTrue();
    }

    @Test
    void isEmpty_isTrueBeforeAndAfter() {
        assertThat(inbox.isEmpty()).isTrue();
        inbox.put(1);
        assertThat(inbox.isEmpty()).isFalse();
        inbox.drainTo(drained::add);
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void drainingNothing_doesNothing() {
        inbox.drainTo(drained::add);
        assertThat(drained).isEmpty();
        inbox.put(1);
        inbox.drainTo(drained::add);
        inbox.drainTo(drained::add);
        assertThat(drained).containsExactly(1);
    }

    @Test
    void theSameEntry_mayComeTwice() {
        Object entry = new Object();
        inbox.put(entry);
        inbox.put(entry);
        inbox.drainTo(drained::add);
        assertThat(drained).containsExactly(entry, entry);
    }

    // TSK-18
    @Test
    void whoTakesFails_theRestIsTakenTheNextTime_beforeWhatHasComeSince() {
        for (int i = 0; i < 4; i++) {
            inbox.put(i);
        }
        var taken = new ArrayList<Object>();
        var noMemory = new OutOfMemoryError("no room");
        assertThatThrownBy(() -> inbox.drainTo(entry -> {
            if (entry.equals(2) && !taken.contains("failed")) {
                taken.add("failed");
                throw noMemory;
            }
            taken.add(entry);
        })).isSameAs(noMemory);
        assertThat(inbox.isEmpty()).isFalse();
        inbox.put(4);
        inbox.drainTo(taken::add);
        assertThat(taken).containsExactly(0, 1, "failed", 2, 3, 4);
        assertThat(inbox.isEmpty()).isTrue();
    }

    // TSK-18
    @Test
    void asFarAsPossible_meansUntilThereIsNoMemory_andTheRestIsTakenTheNextTime() {
        for (int i = 0; i < 4; i++) {
            inbox.put(i);
        }
        inbox.drainAsFarAsPossible(entry -> {
            if (entry.equals(2)) {
                throw new OutOfMemoryError("no room");
            }
            drained.add(entry);
        });
        assertThat(drained).containsExactly(0, 1);
        assertThat(inbox.isEmpty()).isFalse();
        inbox.drainAsFarAsPossible(drained::add);
        assertThat(drained).containsExactly(0, 1, 2, 3);
    }
}
