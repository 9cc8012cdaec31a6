package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * What a timer is told goes before what becomes of it: if there is no stack for that, nothing has happened. And those that
 * were cancelled count for nothing, whether they are still there or not.
 */
class TimersTest {

    private final Timers timers = new Timers();

    /** One for which there is no stack, until there is. */
    private static final class Unlucky implements Timed {

        private boolean hasStack;
        private boolean inTimers;

        @Override
        public boolean isDropped() {
            return false;
        }

        @Override
        public boolean isInTimers() {
            return inTimers;
        }

        @Override
        public void setInTimers(boolean inTimers) {
            if (!hasStack) {
                throw new StackOverflowError();
            }
            this.inTimers = inTimers;
        }
    }

    private static final class Plain implements Timed {

        private boolean dropped;
        private boolean inTimers;

        @Override
        public boolean isDropped() {
            return dropped;
        }

        @Override
        public boolean isInTimers() {
            return inTimers;
        }

        @Override
        public void setInTimers(boolean inTimers) {
            this.inTimers = inTimers;
        }
    }

    @Test
    void oneThatCannotBeAdded_isNotThere_andCanBeAddedLater() {
        var timer = new Unlucky();
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> timers.add(5, timer));
        assertThat(timers.isEmpty()).isTrue();
        timer.hasStack = true;
        timers.add(5, timer);
        assertThat(timers.size()).isEqualTo(1);
        assertThat(timer.isInTimers()).isTrue();
        var ready = new ReadyQueue();
        timers.moveDue(5, ready);
        assertThat(timer.isInTimers()).isFalse();
        assertThat(ready.size()).isEqualTo(1);
    }

    @Test
    void withoutTimers_theWaitHasNoEnd() {
        assertThat(timers.nanosToFirst(7)).isEqualTo(Long.MAX_VALUE);
        assertThat(timers.latenessOfFirst(7)).isZero();
        timers.add(9, new Plain());
        assertThat(timers.nanosToFirst(7)).isEqualTo(2);
        assertThat(timers.nanosToFirst(11)).isZero();
        assertThat(timers.latenessOfFirst(11)).isEqualTo(2);
    }

    @Test
    void thoseThatWereCancelled_areNotShown_andNotCountedAsSet() {
        var first = new Plain();
        var second = new Plain();
        assertThat(timers.isAnySet()).isFalse();
        timers.add(5, first);
        timers.add(6, second);
        first.dropped = true;
        assertThat(timers.isAnySet()).isTrue();
        var shown = new ArrayList<Timed>();
        timers.forEach((timer, deadline) -> {
            shown.add(timer);
            assertThat(deadline).isEqualTo(6);
        });
        assertThat(shown).containsExactly(second);
        assertThat(timers.deadlines()).containsExactly(6);
        second.dropped = true;
        assertThat(timers.isAnySet()).isFalse();
        assertThat(timers.size()).isEqualTo(2);
    }
}
