package io.asyncio4j.net.tests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.internal.pipe.SmallThreads;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SmallThreadsTest {

    private record Ran(Thread thread, String name) {}

    private static Ran ran(String name) throws Exception {
        var ran = new CompletableFuture<Ran>();
        SmallThreads.start(name, () -> ran.complete(
                new Ran(Thread.currentThread(), Thread.currentThread().getName())));
        return ran.get(10, TimeUnit.SECONDS);
    }

    private static void awaitIdle(Thread thread) {
        while (!thread.getName().equals("asyncio4j-idle") || thread.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aThreadThatIsDone_isUsedAgain_andHasTheNameOfWhatItDoes() throws Exception {
        Set<Thread> threads = new HashSet<>();
        Ran ran;
        do { // those of earlier tests may be idle, too
            String name = "number " + threads.size();
            ran = ran(name);
            assertThat(ran.name).isEqualTo(name);
            assertThat(ran.thread.isDaemon()).isTrue();
            awaitIdle(ran.thread);
        } while (threads.add(ran.thread) && threads.size() < 1_000);

        assertThat(threads).hasSizeLessThan(1_000);
    }

    @Test
    void whatBlocks_doesNotHoldOthersUp_andAFailureLeavesNoName() throws Exception {
        var gate = new CountDownLatch(1);
        var blocked = new CompletableFuture<Thread>();
        SmallThreads.start("blocked", () -> {
            blocked.complete(Thread.currentThread());
            try {
                gate.await();
            } catch (InterruptedException e) {
                // an end, too
            }
        });
        assertThat(ran("other").thread).isNotSameAs(blocked.get(10, TimeUnit.SECONDS));
        gate.countDown();
        awaitIdle(blocked.get());
    }
}
