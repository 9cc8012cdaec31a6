package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** LOO-03: looking before sleeping is given up where it does not pay, and begun again where it would. */
class SpinWaitTest {

    private final SpinWait.Kind kind = new SpinWait.Kind(1);
    private final SpinWait spin = new SpinWait(kind);

    private int looksInVain() {
        int looks = 0;
        while (spin.begins()) {
            spin.inVain();
            looks++;
        }
        return looks;
    }

    private int sleepsUntilItLooks(long nanos) {
        for (int sleeps = 0; sleeps < 100; sleeps++) {
            if (spin.begins()) {
                spin.gaveUp();
                return sleeps;
            }
            spin.slept(nanos);
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void vainLooks_areGivenUp_atOnce() {
        assertThat(looksInVain()).isEqualTo(2);
    }

    @Test
    void vainLooks_areGivenUp_alsoAfterMillionsThatPaid() {
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(spin.begins()).isTrue();
            spin.came();
        }
        assertThat(looksInVain()).isEqualTo(3);
    }

    @Test
    void sleepsThatWereShort_bringItBack() {
        looksInVain();
        assertThat(sleepsUntilItLooks(SpinWait.SHORT_SLEEP_NANOS - 1)).isEqualTo(8);
    }

    @Test
    void sleepsThatWereLong_doNot_norThoseOfWhichOneCannotTell() {
        looksInVain();
        assertThat(sleepsUntilItLooks(SpinWait.SHORT_SLEEP_NANOS)).isEqualTo(Integer.MAX_VALUE);
        assertThat(sleepsUntilItLooks(-1)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void whereLooksNeverPay_thereAreEverFewer() {
        looksInVain();
        int looks = 0;
        for (int wait = 0; wait < 100_000; wait++) {
            if (spin.begins()) {
                spin.inVain();
                looks++;
            } else {
                spin.slept(0);
            }
        }
        assertThat(looks).isBetween(100, 205);
    }

    @Test
    void looksThatPayAgain_makeAVainOneCheap() {
        looksInVain();
        sleepsUntilItLooks(0);
        for (int i = 0; i < 20; i++) {
            assertThat(spin.begins()).isTrue();
            spin.came();
        }
        assertThat(looksInVain()).isEqualTo(3);
    }

    @Test
    void noMoreLookAtATime_thanThereArePlaces() {
        var other = new SpinWait(kind);
        assertThat(spin.begins()).isTrue();
        assertThat(other.begins()).isFalse();
        spin.came();
        assertThat(other.begins()).isTrue();
        other.inVain();
        assertThat(spin.begins()).isTrue();
        spin.gaveUp();
        assertThat(other.begins()).isTrue();
    }

    @Test
    void withOneProcessor_nobodyLooks() {
        var alone = new SpinWait(new SpinWait.Kind(1 / 2));
        assertThat(alone.begins()).isFalse();
        alone.slept(0);
        assertThat(alone.begins()).isFalse();
    }
}
