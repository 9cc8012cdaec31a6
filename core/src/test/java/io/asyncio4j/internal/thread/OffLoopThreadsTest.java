package io.asyncio4j.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** THR-01: the threads that carry tasks off their loops. */
@Timeout(60)
class OffLoopThreadsTest {

    private static Thread threadOf(CompletableFuture<Thread> done) throws Exception {
        return done.get(30, TimeUnit.SECONDS);
    }

    // Another thread that has just become idle may be taken instead, so it is tried more than once.
    @Test
    void aJobThatTheEndOfAnotherBringsAbout_runsOnTheSameThread() throws Exception {
        boolean same = false;
        for (int i = 0; i < 50 && !same; i++) {
            var first = new CompletableFuture<Thread>();
            var second = new CompletableFuture<Thread>();
            OffLoopThreads.execute(() -> {
                OffLoopThreads.endsSoon();
                OffLoopThreads.execute(() -> second.complete(Thread.currentThread()));
                first.complete(Thread.currentThread());
            });
            same = threadOf(second) == threadOf(first);
        }
        assertThat(same).isTrue();
    }

    @Test
    void idleThreads_areAStack_andAnyOfThemCanLeave() {
        var idle = new OffLoopThreads.Idle();
        var first = new OffLoopThreads.Helper(() -> {});
        var second = new OffLoopThreads.Helper(() -> {});
        var third = new OffLoopThreads.Helper(() -> {});
        idle.add(first);
        idle.add(second);
        idle.add(third);
        assertThat(idle.remove(second)).isTrue();
        assertThat(idle.remove(second)).isFalse();
        assertThat(idle.take()).isSameAs(third);
        idle.add(second);
        assertThat(idle.remove(second)).isTrue();
        assertThat(idle.take()).isSameAs(first);
        assertThat(idle.take()).isNull();
        assertThat(idle.remove(first)).isFalse();
    }

    @Test
    void aThreadThatHasSlept_isWokenForTheNextJob() throws Exception {
        for (int i = 0; i < 20; i++) {
            var done = new CompletableFuture<Thread>();
            OffLoopThreads.execute(() -> done.complete(Thread.currentThread()));
            Thread thread = threadOf(done);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            var next = new CompletableFuture<Thread>();
            OffLoopThreads.execute(() -> next.complete(Thread.currentThread()));
            threadOf(next);
        }
    }

    @Test
    void manyJobsAtATime_haveAThreadEach() throws Exception {
        int jobs = 8;
        var allHere = new CyclicBarrier(jobs);
        var all = new CompletableFuture<?>[jobs];
        for (int i = 0; i < jobs; i++) {
            var done = new CompletableFuture<Integer>();
            all[i] = done;
            OffLoopThreads.execute(() -> {
                try {
                    done.complete(allHere.await(30, TimeUnit.SECONDS));
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
        }
        CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
    }

    @Test
    void aJobThatThrows_andWhoeverIsToldThrowsToo_leavesAThreadThatGoesOn() throws Exception {
        var thread = new CompletableFuture<Thread>();
        OffLoopThreads.execute(() -> {
            thread.complete(Thread.currentThread());
            Thread.currentThread().setUncaughtExceptionHandler((where, e) -> {
                where.setUncaughtExceptionHandler(null);
                throw new IllegalStateException("again", e);
            });
            throw new IllegalStateException("expected");
        });
        Thread first = threadOf(thread);
        while (first.getState() != Thread.State.TIMED_WAITING) {
            assertThat(first.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void aJobThatThrows_orIsInterrupted_leavesAThreadThatGoesOn() throws Exception {
        var thread = new CompletableFuture<Thread>();
        OffLoopThreads.execute(() -> {
            thread.complete(Thread.currentThread());
            Thread.currentThread().setUncaughtExceptionHandler((where, e) -> {});
            Thread.currentThread().interrupt();
            throw new IllegalStateException("expected");
        });
        Thread first = threadOf(thread);
        while (first.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        LockSupport.unpark(first); // for no reason
        assertThat(first.isAlive()).isTrue();
        assertThat(first.isInterrupted()).isFalse();
    }
}
