package io.asyncio4j.net.tests.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.internal.pipe.SmallThreads;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.List;
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

    // in a fat jar or a server only the application's class loader finds what its streams look for
    @Test
    void aThread_hasTheClassLoaderOfWhoStartsIt_alsoOneThatIsUsedAgain_andKeepsNone() throws Exception {
        var own = Thread.currentThread().getContextClassLoader();
        try (var application = new URLClassLoader(new URL[0]); var other = new URLClassLoader(new URL[0])) {
            Thread thread = null;
            for (var loader : List.of(application, other)) {
                Thread.currentThread().setContextClassLoader(loader);
                var seen = new CompletableFuture<ClassLoader>();
                var ran = new CompletableFuture<Thread>();
                SmallThreads.start("with a class loader", () -> {
                    seen.complete(Thread.currentThread().getContextClassLoader());
                    ran.complete(Thread.currentThread());
                });
                assertThat(seen.get(10, TimeUnit.SECONDS)).isSameAs(loader);
                thread = ran.get(10, TimeUnit.SECONDS);
                awaitIdle(thread);
            }
            assertThat(thread.getContextClassLoader()).isNotSameAs(other);
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
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
