package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a task may rely on concerning its thread: it is its own, whatever ran on it before. */
class TaskThreadRulesTest {

    private static final ThreadLocal<String> LOCAL = ThreadLocal.withInitial(() -> "initial");
    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

    /** Leaves on the current thread all that can be left there. */
    private static void soilThisThread() {
        Thread thread = Thread.currentThread();
        LOCAL.set("soiled");
        INHERITABLE.set("soiled");
        thread.setName("soiled");
        thread.setContextClassLoader(new ClassLoader(null) {});
        thread.setUncaughtExceptionHandler((where, e) -> {});
        thread.interrupt();
    }

    /** What a task sees of the state of its thread. */
    private record Seen(Thread thread, String local, String inheritable, String name, boolean interrupted,
            ClassLoader contextClassLoader, boolean handlerIsTheGroups) {

        static Seen here() {
            Thread thread = Thread.currentThread();
            return new Seen(thread, LOCAL.get(), INHERITABLE.get(), thread.getName(), thread.isInterrupted(),
                    thread.getContextClassLoader(),
                    thread.getUncaughtExceptionHandler() == thread.getThreadGroup());
        }

        void assertClean(String expectedName, ClassLoader expectedLoader) {
            assertThat(this).isEqualTo(
                    new Seen(thread, "initial", null, expectedName, false, expectedLoader, true));
        }
    }

    // JVA-01
    @Test
    void threadOfAnEndedTask_givesNothingToTheNextTask_thatStartsRightAfterIt() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Loops.run(() -> {
            List<Thread> first = new ArrayList<>();
            createTask(TaskOptions.named("first"), () -> {
                first.add(Thread.currentThread());
                soilThisThread();
            });
            Seen seen = createTask(TaskOptions.named("second"), () -> Seen.here()).await();
            seen.assertClean("second", loader);
            // only carried threads can be wiped, so only they are used again
            assertThat(seen.thread() == first.getFirst()).isEqualTo(Loops.isCarried());
        });
    }

    // JVA-01
    @Test
    void threadThatHasRested_givesNothingToTheNextTask() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Loops.run(() -> {
            Task<Thread> first = createTask(() -> {
                soilThisThread();
                return Thread.currentThread();
            });
            first.await();
            sleep(ms(1));
            Seen seen = createTask(TaskOptions.named("second"), () -> Seen.here()).await();
            seen.assertClean("second", loader);
            assertThat(seen.thread() == first.result()).isEqualTo(Loops.isCarried());
        });
    }

    // JVA-01
    @Test
    void threadOfAFailedTask_givesNothingToTheNextTask() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Loops.run(() -> {
            Task<?> failing = createTask(() -> {
                soilThisThread();
                throw new IllegalStateException("failed and soiled");
            });
            Seen seen = createTask(TaskOptions.named("second"), () -> Seen.here()).await();
            seen.assertClean("second", loader);
            assertThat(failing.exception()).isNotNull();
        });
    }

    // JVA-01
    @Test
    void taskDoesNotInheritTheThreadLocalsOfItsCreator() {
        INHERITABLE.set("of the creator");
        LOCAL.set("of the creator");
        try {
            Loops.run(() -> {
                INHERITABLE.set("of main");
                LOCAL.set("of main");
                Seen seen = createTask(() -> Seen.here()).await();
                assertThat(seen.inheritable()).isNull();
                assertThat(seen.local()).isEqualTo("initial");
            });
        } finally {
            INHERITABLE.remove();
            LOCAL.remove();
        }
    }

    // JVA-01
    @Test
    void everythingThatBelongsToTheThread_survivesAwaits() {
        Loops.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String mine = "task " + i;
                tasks.add(createTask(TaskOptions.named(mine), () -> {
                    Thread thread = Thread.currentThread();
                    LOCAL.set(mine);
                    for (int step = 0; step < 4; step++) {
                        sleep(step % 2 == 0 ? Duration.ZERO : ms(step));
                        assertThat(LOCAL.get()).isEqualTo(mine);
                        assertThat(Thread.currentThread()).isSameAs(thread);
                        assertThat(thread.getName()).isEqualTo(mine);
                        assertThat(thread.isVirtual()).isTrue();
                    }
                }));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        });
    }

    // TSK-07
    @Test
    void threadBearsTheNameOfItsTask_asThatChanges() {
        Loops.run(() -> {
            createTask(TaskOptions.named("before"), () -> {
                assertThat(Thread.currentThread().getName()).isEqualTo("before");
                currentTask().setName("after");
                assertThat(Thread.currentThread().getName()).isEqualTo("after");
            }).await();
        });
    }

    // JVA-03
    @Test
    void cancellation_neverInterruptsTheThread() {
        Loops.run(() -> {
            List<Boolean> interrupted = new ArrayList<>();
            Task<?> task = createTask(() -> {
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    throw e;
                }
            });
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(interrupted).containsExactly(false);
        });
    }

    // JVA-03
    @Test
    void interrupt_isNoCancellation_andTheFlagStaysUpAcrossAwaits() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            List<Thread> threads = new ArrayList<>();
            Task<String> task = createTask(() -> {
                threads.add(Thread.currentThread());
                Thread.currentThread().interrupt();
                sleep(Duration.ZERO);
                sleep(ms(10));
                assertThat(Thread.interrupted()).isTrue();
                String value = gate.await();
                return value + " " + Thread.interrupted();
            });
            sleep(ms(20));
            threads.getFirst().interrupt(); // while it is parked
            ticks(3);
            assertThat(task.done()).isFalse();
            gate.setResult("value");
            assertThat(task.await()).isEqualTo("value true");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
    }

    // JVA-06
    @Test
    void closedLoop_unwindsTheThreadsOfParkedTasks() throws Exception {
        EventLoop loop = Loops.virtual().build();
        loop.setExceptionHandler((where, context) -> {});
        List<String> log = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 3; i++) {
                String name = "task " + i;
                createTask(() -> {
                    threads.add(Thread.currentThread());
                    try {
                        EventLoop.running().createFuture().await();
                    } catch (CancelledError e) {
                        log.add(name + " unwound");
                        throw e;
                    }
                });
            }
            ticks(1);
            return 0;
        });
        assertThat(threads).hasSize(3).allMatch(Thread::isAlive);
        loop.close();
        assertThat(log).containsExactly("task 0 unwound", "task 1 unwound", "task 2 unwound");
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        }
    }
}
