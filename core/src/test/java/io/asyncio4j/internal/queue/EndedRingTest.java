package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EndedRingTest {

    private static List<EndedRing.Ended> seen(EndedRing ring) {
        var seen = new ArrayList<EndedRing.Ended>();
        ring.forEach(seen::add);
        return seen;
    }

    @Test
    void theLastOnes_areThere_theLastOfThemFirst() {
        var ring = new EndedRing(4);
        assertThat(seen(ring)).isEmpty();
        for (int i = 1; i <= 3; i++) {
            ring.add(i, "n" + i, 0, "c", true, (byte) 1, null);
        }
        assertThat(seen(ring)).extracting(EndedRing.Ended::id).containsExactly(3L, 2L, 1L);
        for (int i = 4; i <= 6; i++) {
            ring.add(i, null, 10, "c", true, (byte) 2, "f");
        }
        assertThat(seen(ring)).extracting(EndedRing.Ended::id).containsExactly(6L, 5L, 4L, 3L);
        assertThat(seen(ring).getFirst())
                .isEqualTo(new EndedRing.Ended(6, null, 16, "c", true, (byte) 2, "f"));
        assertThat(seen(ring).getLast())
                .isEqualTo(new EndedRing.Ended(3, "n3", 3, "c", true, (byte) 1, null));
    }

    @Test
    void aFailureOrAName_isThatOfOneTaskAlone_alsoBetweenOthersThatAreLikeIt() {
        var ring = new EndedRing(8);
        ring.add(1, null, 0, "c", true, (byte) 1, null);
        ring.add(2, null, 0, "c", true, (byte) 1, "f");
        ring.add(3, null, 0, "c", true, (byte) 1, null);
        ring.add(4, "n", 0, "c", true, (byte) 1, null);
        ring.add(5, null, 0, "c", true, (byte) 1, null);
        assertThat(seen(ring)).extracting(EndedRing.Ended::failure).containsExactly(null, null, null, "f",
                null);
        assertThat(seen(ring)).extracting(EndedRing.Ended::name).containsExactly(null, "n", null, null, null);
    }

    // the form that they share is kept for as long as one of them is, however often it is not the last one's meanwhile
    @Test
    void whatIsKeptOnceForMany_isThereForEachOfThem() {
        var ring = new EndedRing(4);
        for (int i = 1; i <= 100; i++) {
            boolean odd = i % 7 == 0;
            ring.add(i, odd ? "n" + i : null, 1, i % 3 == 0 ? "a" : "b", true, (byte) 1, null);
            for (EndedRing.Ended ended : seen(ring)) {
                long id = ended.id();
                assertThat(ended).isEqualTo(new EndedRing.Ended(id, id % 7 == 0 ? "n" + id : null, id + 1,
                        id % 3 == 0 ? "a" : "b", true, (byte) 1, null));
            }
            assertThat(seen(ring)).hasSize(Math.min(i, 4));
        }
        for (int i = 101; i <= 120; i++) {
            ring.add(i, null, 1, "a", true, (byte) 1, null);
            assertThat(seen(ring).getFirst())
                    .isEqualTo(new EndedRing.Ended(i, null, i + 1, "a", true, (byte) 1, null));
        }
    }

    /** Each entry has the same number in all of its fields; one that was put together of two has not. */
    @Test
    void anotherThread_seesWholeEntriesOnly() throws InterruptedException {
        var ring = new EndedRing(8);
        String[] texts = new String[64];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Integer.toString(i);
        }
        var stop = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().daemon().start(() -> {
            for (long i = 0; !stop.get(); i++) {
                String text = texts[(int) (i & 63)];
                ring.add(i, text, (int) (i & 63), text, false, (byte) (i & 63), text);
            }
        });
        long looks = 0;
        long found = 0;
        while (looks < 200_000) {
            looks++;
            long before = Long.MAX_VALUE;
            for (EndedRing.Ended ended : seen(ring)) {
                String text = Long.toString(ended.id() & 63);
                assertThat(ended.nameNumber()).isEqualTo(ended.id() + (ended.id() & 63));
                assertThat(ended.state()).isEqualTo((byte) (ended.id() & 63));
                assertThat(List.of(ended.name(), ended.coroutine(), ended.failure()))
                        .containsOnly(text);
                assertThat(before == Long.MAX_VALUE || ended.id() == before - 1).isTrue();
                before = ended.id();
                found++;
            }
        }
        stop.set(true);
        writer.join();
        assertThat(found).isPositive();
    }

    @Test
    void cancelRequests_areFoundByTheirTask_theLastOneOfIt() {
        var ring = new CancelRing(4);
        assertThat(ring.lastOf(1)).isNull();
        ring.add(1, 7, null, "first");
        ring.add(1, 0, "timeout()", null);
        ring.add(2, 8, null, null);
        assertThat(ring.lastOf(1)).isEqualTo(new CancelRing.Request(0, "timeout()", null));
        assertThat(ring.lastOf(2)).isEqualTo(new CancelRing.Request(8, null, null));
        for (int i = 10; i < 14; i++) {
            ring.add(i, 9, null, null);
        }
        assertThat(ring.lastOf(1)).isNull();
        assertThat(ring.lastOf(10)).as("the next one overwrites it").isNotNull();
    }
}
