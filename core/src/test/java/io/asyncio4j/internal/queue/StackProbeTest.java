package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.spi.StackProbe;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wide frames are wide: a compiler might leave out what they hardly ever use. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackProbeTest {

    private static final int ROUNDS_TO_COMPILE = 100_000;
    private static final int SHALLOW = 20;
    private static final int DEEPEST = 1_000_000;

    @Test
    void usualRoom_isMoreThanThatOfTwoHundredSmallFrames_alsoWhereItIsCompiled() {
        for (int i = 0; i < ROUNDS_TO_COMPILE; i++) {
            descend(SHALLOW, StackProbe::ensure);
            descend(SHALLOW, StackProbeTest::wide);
            descend(SHALLOW, StackProbeTest::small);
            descend(SHALLOW, StackProbeTest::nothing);
        }
        int all;
        int small;
        int usual;
        int wide;
        do { // until nothing has been compiled anew meanwhile
            all = deepest(StackProbeTest::nothing);
            small = all - deepest(StackProbeTest::small);
            usual = all - deepest(StackProbe::ensure);
            wide = all - deepest(StackProbeTest::wide);
        } while (deepest(StackProbeTest::nothing) != all);
        assertThat(small).isPositive();
        assertThat(usual).isGreaterThan(2 * small);
        assertThat(wide).as("8 wide frames, where 4 are usual").isGreaterThan(usual * 3 / 2);
    }

    @Test
    void roomForNothing_isThere() {
        StackProbe.ensureSmall(0);
        StackProbe.ensureSmall(-1);
        StackProbe.ensureWide(0);
        StackProbe.ensureWide(-1);
    }

    private static void nothing() {}

    private static void small() {
        StackProbe.ensureSmall(100);
    }

    private static void wide() {
        StackProbe.ensureWide(8);
    }

    private static int deepest(Runnable bottom) {
        int works = SHALLOW;
        int overflows = DEEPEST;
        while (overflows - works > 1) {
            int depth = (works + overflows) / 2;
            try {
                descend(depth, bottom);
                works = depth;
            } catch (StackOverflowError e) {
                overflows = depth;
            }
        }
        return works;
    }

    private static int descend(int frames, Runnable bottom) {
        if (frames == 0) {
            bottom.run();
            return 0;
        }
        return descend(frames - 1, bottom) + 1;
    }
}
