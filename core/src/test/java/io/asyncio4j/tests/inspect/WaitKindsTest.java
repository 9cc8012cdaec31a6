package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By what programs tell waits from each other: their kind, and which object it is. */
class WaitKindsTest {

    private static Task<Void> named(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static WaitSnapshot waitOf(String name) {
        return LoopSnapshot.of(EventLoop.running()).tasks().stream().filter(task -> task.name().equals(name))
                .map(TaskSnapshot::waitsFor).findFirst().orElseThrow(() -> new AssertionError(name));
    }

    private static void assertWaits(String name, String kind, Object object) {
        WaitSnapshot wait = waitOf(name);
        assertThat(wait.kind()).as(name).isEqualTo(kind);
        assertThat(wait.name()).as(name).isEqualTo(kind + "'s name");
        assertThat(wait.object()).as(name).isEqualTo(System.identityHashCode(object));
    }

    private static void cancelAll() {
        for (Task<?> task : Asyncio.allTasks()) {
            if (task != Asyncio.currentTask()) {
                task.cancel();
            }
        }
    }

    @Test
    void eachPrimitive_tellsItsKind_itsName_andWhichOneItIs() {
        Loops.run(() -> {
            var lock = new Lock().named("lock's name");
            lock.acquire();
            named("lock", () -> lock.acquire());
            var semaphore = new Semaphore(0).named("semaphore's name");
            named("semaphore", () -> semaphore.acquire());
            var event = new Event().named("event's name");
            named("event", () -> event.await());
            var condition = new Condition().named("condition's name");
            named("condition", () -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            });
            var barrier = new Barrier(2).named("barrier's name");
            named("barrier", () -> barrier.await());
            var empty = new Queue<Integer>().named("queue's name");
            named("gets", () -> empty.get());
            var full = new Queue<Integer>(1).named("queue's name");
            full.putNowait(1);
            named("puts", () -> full.put(2));
            named("joins", () -> full.join());
            ticks(1);
            assertWaits("lock", "lock", lock);
            assertWaits("semaphore", "semaphore", semaphore);
            assertWaits("event", "event", event);
            assertWaits("condition", "condition", condition);
            assertWaits("barrier", "barrier", barrier);
            assertWaits("gets", "queue", empty);
            assertWaits("puts", "queue", full);
            assertWaits("joins", "queue", full);
            assertThat(List.of(semaphore.name(), event.name(), condition.name(), barrier.name(),
                    empty.name())).allSatisfy(name -> assertThat(name).endsWith("'s name"));
            cancelAll();
        });
    }

    @Test
    void whoHasGotAPermit_isAmongThoseThatTheNextOneWaitsFor() {
        Loops.run(() -> {
            var semaphore = new Semaphore(2);
            named("first", () -> {
                semaphore.acquire();
                sleep(ms(1));
                semaphore.release();
            });
            Task<?> last = named("takes the last one", () -> {
                semaphore.acquire();
                sleep(ms(10));
            });
            Task<?> waited = named("has waited", () -> {
                semaphore.acquire();
                sleep(ms(10));
            });
            named("waits", () -> semaphore.acquire());
            ticks(1);
            assertThat(waitOf("waits").dependsOn()).containsExactly(last.id());
            sleep(ms(5));
            assertThat(waitOf("waits").dependsOn()).containsExactly(waited.id(), last.id());
            cancelAll();
        });
    }

    @Test
    void eachWayToWaitForOthers_tellsItsKind() {
        Loops.run(() -> {
            Future<?> never = EventLoop.running().createFuture();
            Future<?> gathered = gather(never);
            named("gather", () -> gathered.await());
            named("wait", () -> Asyncio.wait(List.of(never), null, ReturnWhen.ALL_COMPLETED));
            named("as completed", () -> asCompleted(List.of(never)).iterator().next().await());
            named("task group", () -> taskGroup(group -> {
                group.createTask(() -> never.await());
            }));
            named("start", () -> taskGroup(group -> {
                group.start(status -> never.await());
            }));
            named("shield", () -> shield(never).await());
            named("race", () -> Asyncio.staggeredRace(List.of(() -> never.await()), null));
            Task<?> cleansUp = createTask(() -> {
                try {
                    EventLoop.running().createFuture().await();
                } catch (CancelledError e) {
                    sleep(ms(1));
                    throw e;
                }
            });
            ticks(1);
            named("wait for", () -> waitFor(cleansUp, ms(0)));
            ticks(3);
            for (String kind : List.of("gather", "wait", "as completed", "task group", "start", "shield",
                    "race",
                    "wait for")) {
                assertThat(waitOf(kind).kind()).as(kind).isEqualTo(kind);
            }
            assertThat(waitOf("gather").object()).isEqualTo(System.identityHashCode(gathered));
            assertThat(waitOf("wait for").text()).isEqualTo("waitFor, whose time is over");
            cancelAll();
        });
    }
}
