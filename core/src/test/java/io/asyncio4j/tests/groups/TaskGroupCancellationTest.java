package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups whose parent task is cancelled from outside. */
class TaskGroupCancellationTest {

    private final List<String> log = new ArrayList<>();

    /** Waits for ever; when cancelled, cleans up for a while. */
    private void child(String name, Duration cleanUp) {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            sleep(cleanUp);
            log.add(name + " cleaned up");
            throw e;
        }
    }

    private void waitInBlock() {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add("block cancelled: " + e.getMessage());
            throw e;
        }
    }

    private static CancelledError cancellationOf(Task<?> task) {
        return catchThrowableOfType(CancelledError.class, task::await);
    }

    // TGR-06
    @Test
    void cancelInTheBlock_cancelsTheChildren_andLeavesWhenTheyHaveEnded() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<?>> children = new ArrayList<>();
            Task<?> parent = createTask(() -> taskGroup(g -> {
                children.add(g.createTask(() -> child("a", ms(20))));
                children.add(g.createTask(() -> child("b", ms(10))));
                waitInBlock();
            }));
            sleep(ms(100));
            parent.cancel("outside");
            assertThat(cancellationOf(parent).message()).isEqualTo("outside");
            assertThat(log)
                    .containsExactly(
                            "block cancelled: outside", "a cancelled", "b cancelled", "b cleaned up",
                            "a cleaned up");
            assertThat(children).allMatch(Task::cancelled).allMatch(child -> child.cancelling() == 1);
            assertThat(parent.cancelled()).isTrue();
            assertThat(parent.cancelling()).isEqualTo(1);
            assertThat(millisSince(start)).isEqualTo(120);
        });
    }

    // TGR-06
    @Test
    void cancelAtTheEnd_cancelsTheChildren_andLeavesWhenTheyHaveEnded() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> parent = createTask(() -> taskGroup(g -> {
                g.createTask(() -> child("a", ms(20)));
                g.createTask(() -> child("b", ms(10)));
            }));
            sleep(ms(100));
            parent.cancel("outside");
            assertThat(cancellationOf(parent).message()).isEqualTo("outside");
            assertThat(log).containsExactly("a cancelled", "b cancelled", "b cleaned up", "a cleaned up");
            assertThat(parent.cancelling()).isEqualTo(1);
            assertThat(millisSince(start)).isEqualTo(120);
        });
    }

    // TGR-06
    @Test
    void cancelOfABlockWithoutChildren_leavesIt() {
        Loops.run(() -> {
            Task<?> parent = createTask(() -> taskGroup(g -> waitInBlock()));
            ticks(1);
            parent.cancel("outside");
            assertThat(cancellationOf(parent).message()).isEqualTo("outside");
            assertThat(log).containsExactly("block cancelled: outside");
        });
    }

    // TGR-06
    @Test
    void childThatSwallowsItsCancellation_isWaitedFor_andItsResultStays() {
        Loops.run(() -> {
            List<Task<String>> children = new ArrayList<>();
            Task<?> parent = createTask(() -> taskGroup(g -> {
                children.add(g.createTask(() -> {
                    try {
                        return sleep(Duration.ofHours(1), "slept");
                    } catch (CancelledError e) {
                        return sleep(ms(50), "refused");
                    }
                }));
            }));
            ticks(2);
            parent.cancel();
            assertThat(cancellationOf(parent)).isNotNull();
            assertThat(children.getFirst().result()).isEqualTo("refused");
        });
    }

    // TGR-06: the last child has ended in the same tick, and nobody waits for anything any more
    @Test
    void cancelWhenTheLastChildHasJustEnded_leavesTheBlockAllTheSame() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            List<Task<String>> children = new ArrayList<>();
            Task<?> parent = createTask(() -> taskGroup(g -> {
                children.add(g.createTask(() -> gate.await()));
            }));
            ticks(2);
            gate.setResult("result");
            ticks(2); // the child has ended, and the group has heard of it
            parent.cancel("just in time");
            assertThat(cancellationOf(parent).message()).isEqualTo("just in time");
            assertThat(children.getFirst().result()).isEqualTo("result");
        });
    }

    // TGR-28
    @Test
    void repeatedCancels_doNotAbandonTheChildren_norCancelThemAgain_andTheFirstOneLeaves() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<?>> children = new ArrayList<>();
            Task<?> parent = createTask(() -> taskGroup(g -> {
                children.add(g.createTask(() -> child("child", ms(100))));
            }));
            ticks(2);
            for (int i = 1; i <= 3; i++) {
                parent.cancel("cancel " + i);
                sleep(ms(10));
                assertThat(parent.done()).isFalse();
            }
            assertThat(cancellationOf(parent).message()).isEqualTo("cancel 1");
            assertThat(millisSince(start)).isEqualTo(100);
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
            assertThat(children.getFirst().cancelling()).isEqualTo(1);
            assertThat(parent.cancelling()).isEqualTo(3);
        });
    }

    // TGR-28
    @Test
    void cancelWhileABlockThatWasCancelledWaits_keepsTheFirstCancellation() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> parent = createTask(() -> taskGroup(g -> {
                g.createTask(() -> child("child", ms(100)));
                waitInBlock();
            }));
            ticks(2);
            parent.cancel("one");
            sleep(ms(10));
            parent.cancel("two");
            assertThat(cancellationOf(parent).message()).isEqualTo("one");
            assertThat(log).containsExactly("block cancelled: one", "child cancelled", "child cleaned up");
            assertThat(millisSince(start)).isEqualTo(100);
            assertThat(parent.cancelling()).isEqualTo(2);
        });
    }
}
