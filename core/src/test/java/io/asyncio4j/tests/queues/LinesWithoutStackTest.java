package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OwnLibrary;
import io.asyncio4j.tests.support.Scarcity;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * TSK-18: a task that has no stack to wait, from any of the calls on that this takes, and then none to leave the line either. It
 * is not woken in place of another one, and the next one that comes takes it out.
 */
class LinesWithoutStackTest {

    private static void run(Class<?> program) throws Exception {
        try (var library = new OwnLibrary().withScarceStackIn(
                Lock.class.getName(), Condition.class.getName(), Semaphore.class.getName(),
                Event.class.getName(), Queue.class.getName())) {
            library.run(program);
        }
    }

    // LCK-07
    @Test
    void lock() throws Exception {
        run(ForALock.class);
    }

    // SEM-03
    @Test
    void semaphore() throws Exception {
        run(ForAPermit.class);
    }

    // EVT-03
    @Test
    void event() throws Exception {
        run(ForAnEvent.class);
    }

    // CND-05
    @Test
    void condition() throws Exception {
        run(AtACondition.class);
    }

    // QUE-04
    @Test
    void getters() throws Exception {
        run(ForAnItem.class);
    }

    // QUE-05
    @Test
    void putters() throws Exception {
        run(ForASlot.class);
    }

    // QUE-09
    @Test
    void joiners() throws Exception {
        run(ForTheEndOfWork.class);
    }

    public static final class ForALock {
        public static void run() {
            Story.tell(() -> {
                var lock = new Lock();
                lock.acquire();
                return new Story(lock::acquire, lock::release);
            });
        }
    }

    public static final class ForAPermit {
        public static void run() {
            Story.tell(() -> {
                var semaphore = new Semaphore(0);
                return new Story(semaphore::acquire, semaphore::release);
            });
        }
    }

    public static final class ForAnEvent {
        public static void run() {
            Story.tell(() -> {
                var event = new Event();
                return new Story(event::await, event::set);
            });
        }
    }

    public static final class AtACondition {
        public static void run() {
            Story.tell(() -> {
                var condition = new Condition();
                return new Story(condition::acquire, condition::await, () -> {
                    if (condition.locked()) {
                        condition.release();
                    }
                }, () -> {
                    condition.acquire();
                    condition.signal();
                    condition.release();
                });
            });
        }
    }

    public static final class ForAnItem {
        public static void run() {
            Story.tell(() -> {
                var queue = new Queue<String>();
                return new Story(queue::get, () -> queue.putNowait("item"));
            });
        }
    }

    public static final class ForASlot {
        public static void run() {
            Story.tell(() -> {
                var queue = new Queue<String>(1);
                queue.putNowait("first");
                return new Story(() -> queue.put("item"), queue::getNowait);
            });
        }
    }

    public static final class ForTheEndOfWork {
        public static void run() {
            Story.tell(() -> {
                var queue = new Queue<String>();
                queue.putNowait("item");
                return new Story(queue::join, queue::taskDone);
            });
        }
    }

    /** Somebody waits, with what comes before and behind it, and is woken; where there are no libraries for tests. */
    private record Story(Runnable enter, Runnable await, Runnable leave, Runnable wake) {

        private static final int LEAST_CALLS = 4;

        Story(Runnable await, Runnable wake) {
            this(() -> {}, await, () -> {}, wake);
        }

        /** Tells one of {@code kind} with each number of calls for which there is stack, until those do. */
        static void tell(Supplier<Story> kind) {
            Loops.run(() -> {
                int calls = 1;
                while (kind.get().couldNotWait(calls)) {
                    calls++;
                }
                check(calls > LEAST_CALLS, "waiting has taken " + calls + " calls only");
            });
        }

        private boolean couldNotWait(int calls) {
            Task<?> first = createTask(() -> waitWithStackFor(calls));
            ticks(3);
            Scarcity.endOverflow();
            if (!first.done()) {
                first.cancel();
                ticks(3);
                return false;
            }
            check(first.exception() == null, "with stack for less than " + calls + " calls, " + first);
            Task<?> second = createTask(TaskOptions.named("second"), () -> {
                enter.run();
                await.run();
                leave.run();
            });
            ticks(3);
            check(inLine() == 1,
                    "one that had no stack for call " + calls + " is still in line: " + inLine());
            wake.run();
            ticks(5);
            check(second.done(),
                    "one that had no stack for call " + calls + " was woken in place of another");
            return true;
        }

        private void waitWithStackFor(int calls) {
            enter.run();
            Scarcity.overflowFrom(calls);
            try {
                await.run();
            } catch (StackOverflowError e) {
                // so it does not wait
            } finally {
                Scarcity.endOverflow();
                leave.run();
            }
        }

        private static int inLine() {
            for (TaskSnapshot task : LoopSnapshot.of(EventLoop.running()).tasks()) {
                if (task.name().equals("second") && task.waitsFor() != null) {
                    return task.waitsFor().waiters();
                }
            }
            throw new AssertionError("the second one does not wait");
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }
    }
}
