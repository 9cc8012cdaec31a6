package io.asyncio4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A wake-up that is left over, as a stack that overflows within an await may leave one. */
class StrayWakeupTest {

    @Test
    void ofATaskThatHasEnded_doesNotReachTheTaskThatHasItsSlotNow() {
        List<String> log = new ArrayList<>();
        Asyncio.run(() -> {
            LoopCore loop = LoopCore.running();
            TaskImpl<?> ended = TaskImpl.of(Asyncio.createTask(() -> log.add("first")));
            ended.await();
            loop.turns.ready.addTicket(ended.ticket());
            loop.face().callSoon(() -> log.add("callback"));
            TaskImpl<?> second = TaskImpl.of(Asyncio.createTask(() -> log.add("second")));
            assertThat(second.slot).isEqualTo(ended.slot);
            Asyncio.sleep(Duration.ZERO);
            assertThat(second.done()).isTrue();
        });
        assertThat(log).containsExactly("first", "callback", "second");
    }

    @Test
    void ofATaskThatIsOffTheLoop_isDropped() {
        var released = new CountDownLatch(1);
        List<String> log = new ArrayList<>();
        Asyncio.run(() -> {
            LoopCore loop = LoopCore.running();
            TaskImpl<?> off = TaskImpl.of(Asyncio.createTask(() -> {
                Asyncio.blocking(() -> released.await());
                log.add("back");
            }));
            Asyncio.sleep(Duration.ZERO);
            assertThat(off.isOffLoop()).isTrue();
            loop.turns.ready.addTicket(off.ticket());
            Asyncio.sleep(Duration.ZERO);
            log.add("others went on");
            released.countDown();
            off.await();
        });
        assertThat(log).containsExactly("others went on", "back");
    }

    @Test
    void ofATaskThatHasEnded_isDropped() {
        List<String> log = new ArrayList<>();
        Asyncio.run(() -> {
            LoopCore loop = LoopCore.running();
            TaskImpl<?> ended = TaskImpl.of(Asyncio.createTask(() -> log.add("first")));
            ended.await();
            loop.turns.ready.addTicket(ended.ticket());
            Asyncio.sleep(Duration.ZERO);
            log.add("went on");
        });
        assertThat(log).containsExactly("first", "went on");
    }
}
