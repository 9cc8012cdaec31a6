package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Which uses the primitives tell of: a test kit that tries other orders of steps takes two for independent of each other that
 * use nothing in common. {@code !} is a change, {@code ?} a look; a task that goes on after a wait uses the object again.
 */
class SyncUsesTest implements ObjectUse.Listener {

    private final List<Object> made = new ArrayList<>();
    private Object object = "";
    private final StringBuilder uses = new StringBuilder();

    @BeforeEach
    void listen() {
        ObjectUse.add(this);
    }

    @AfterEach
    void listenNoMore() {
        ObjectUse.remove(this);
    }

    @Override
    public void made(Object object) {
        made.add(object);
    }

    @Override
    public void used(Object object, boolean changes) {
        if (object == this.object) {
            uses.append(changes ? '!' : '?');
        }
    }

    private <T> T make(Supplier<T> constructor) {
        T object = constructor.get();
        assertThat(made).anyMatch(each -> each == object);
        this.object = object;
        return object;
    }

    /** Says that {@code operation} uses the object in this way, and what it lets go on in the next two ticks. */
    private void assertUses(String expected, Runnable operation) {
        uses.setLength(0);
        operation.run();
        ticks(2);
        assertThat(uses).hasToString(expected);
    }

    @Test
    void lock() {
        Loops.run(() -> {
            Lock lock = make(Lock::new);
            assertUses("!", lock::acquire);
            List<Task<?>> waiters = new ArrayList<>();
            assertUses("!", () -> waiters.add(createTask(() -> lock.acquire())));
            assertUses("!", () -> waiters.add(createTask(() -> lock.acquire())));
            assertUses("!", () -> waiters.getLast().cancel());
            assertUses("!!", lock::release); // and the one that waits takes it
            assertUses("!", lock::release);
            assertUses("?", lock::locked);
            assertUses("?", lock::statistics);
        });
    }

    @Test
    void lockWhoseOwnerEnds() {
        Loops.run(() -> {
            Lock lock = make(Lock::owned);
            Promise<?> end = EventLoop.running().createFuture();
            assertUses("!", () -> createTask(() -> {
                lock.acquire();
                end.await();
            }));
            List<Task<?>> waiters = new ArrayList<>();
            assertUses("!", () -> waiters.add(createTask(() -> lock.acquire())));
            assertUses("!!", () -> { // the owner ends, and the one that waits fails
                end.setResult(null);
                ticks(2);
            });
            assertThat(waiters.getFirst().exception()).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void semaphores() {
        Loops.run(() -> {
            for (Semaphore semaphore : List.of(make(Semaphore::new), make(BoundedSemaphore::new))) {
                object = semaphore;
                boolean looks = semaphore instanceof BoundedSemaphore; // how many permits there are
                assertUses("!?", semaphore::acquire);
                assertUses("!?", () -> createTask(() -> semaphore.acquire()));
                assertUses(looks ? "?!!" : "!!", semaphore::release);
                assertUses(looks ? "?!" : "!", semaphore::release);
                assertUses("?", semaphore::locked);
                assertUses("?", semaphore::statistics);
            }
        });
    }

    @Test
    void event() {
        Loops.run(() -> {
            Event event = make(Event::new);
            assertUses("!", () -> createTask(() -> event.await()));
            assertUses("!!", event::set);
            assertUses("?", event::await);
            assertUses("?", event::isSet);
            assertUses("!", event::clear);
            assertUses("?", event::statistics);
        });
    }

    @Test
    void condition() {
        Loops.run(() -> {
            Condition condition = make(Condition::new);
            assertUses("!", () -> createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            }));
            condition.acquire();
            assertUses("!!", condition::signal); // the task leaves the line, and waits for the lock
            assertUses("", condition::release);
            condition.acquire();
            assertUses("!", condition::signalAll);
            condition.release();
            List<Task<?>> waiters = new ArrayList<>();
            assertUses("!", () -> waiters.add(createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            })));
            assertUses("!!", () -> waiters.getFirst().cancel());
            assertUses("?", condition::statistics);
        });
    }

    @Test
    void barrier() {
        Loops.run(() -> {
            Barrier barrier = make(() -> new Barrier(2));
            assertUses("!", () -> createTask(() -> barrier.await()));
            assertUses("!!!", barrier::await); // both leave
            assertUses("!", barrier::reset);
            assertUses("!", barrier::abort);
            assertUses("?", barrier::broken);
            assertUses("?", barrier::nWaiting);
            assertUses("???", barrier::statistics);
        });
    }

    @Test
    void queue() {
        Loops.run(() -> {
            Queue<Integer> queue = make(() -> new Queue<Integer>(1));
            make(PriorityQueue::new);
            object = queue;
            assertUses("?!", () -> createTask(() -> queue.get()));
            assertUses("?!??!?", () -> queue.put(1)); // the getter takes it
            assertUses("!?", () -> queue.putNowait(2));
            assertUses("?!", () -> createTask(() -> queue.put(3)));
            assertUses("!??!?", queue::getNowait); // the putter goes on
            List<Task<?>> waiters = new ArrayList<>();
            assertUses("?!", () -> waiters.add(createTask(() -> queue.put(4))));
            assertUses("!", () -> waiters.getLast().cancel());
            assertUses("!", () -> waiters.add(createTask(() -> queue.join())));
            assertUses("!", queue::taskDone);
            assertUses("!", queue::taskDone);
            assertUses("!!", queue::taskDone); // the one that joins goes on
            assertUses("?", queue::qsize);
            assertUses("?", queue::empty);
            assertUses("?", queue::full);
            assertUses("?", queue::statistics);
            assertUses("?!?", queue::get);
            assertUses("?!", () -> waiters.add(createTask(() -> queue.get())));
            assertUses("!", () -> waiters.getLast().cancel());
            assertUses("!", queue::shutdown);
        });
    }
}
