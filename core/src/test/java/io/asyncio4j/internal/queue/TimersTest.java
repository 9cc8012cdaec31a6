package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** What a timer is told goes before what becomes of it: if there is no stack for that, nothing has happened. */
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
}
