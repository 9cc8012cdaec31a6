package io.asyncio4j.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** POL-01: the threads that keep a loop's thread apart from others. */
@Timeout(60)
class SpacersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static List<Thread> spacersOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name + " spacer")).toList();
    }

    @Test
    void twoAreOnEachSide_untilTheThreadEnds() throws Exception {
        var end = new CountDownLatch(1);
        Thread thread =
                Spacers.startThread(Thread.ofPlatform().daemon(false), "kept apart", () -> await(end));
        List<Thread> spacers = spacersOf("kept apart");
        // the JDK numbers threads as they are made, and the JVM gives them their places as they are started
        long before = spacers.stream().filter(spacer -> spacer.threadId() < thread.threadId()).count();
        long behind = spacers.size() - before;
        assertThat(thread.getName()).isEqualTo("kept apart");
        assertThat(thread.isDaemon()).isFalse();
        assertThat(List.of(before, behind))
                .isEqualTo(PrivateVirtualThreads.isSupported() ? List.of(2L, 2L) : List.of(0L, 0L));
        assertThat(spacers).allMatch(Thread::isDaemon).allMatch(Thread::isAlive);
        end.countDown();
        assertThat(thread.join(PATIENCE)).isTrue();
        for (Thread spacer : spacers) {
            assertThat(spacer.join(PATIENCE)).isTrue();
        }
    }

    @Test
    void theyStayAlive_whenTheyAreInterrupted() throws Exception {
        var end = new CountDownLatch(1);
        Thread thread = Spacers.startThread(Thread.ofPlatform(), "interrupted", () -> await(end));
        List<Thread> spacers = spacersOf("interrupted");
        for (Thread spacer : spacers) {
            spacer.interrupt();
            while (spacer.isInterrupted()) {
                Thread.onSpinWait();
            }
        }
        assertThat(spacers).allMatch(Thread::isAlive);
        end.countDown();
        assertThat(thread.join(PATIENCE)).isTrue();
    }

    @Test
    void theyEnd_whenTheThreadCannotBeStarted() throws Exception {
        assertThatThrownBy(
                () -> Spacers.startThread(Thread.ofPlatform().stackSize(1L << 60), "never there", () -> {}))
                .isInstanceOf(OutOfMemoryError.class);
        for (Thread spacer : spacersOf("never there")) {
            assertThat(spacer.join(PATIENCE)).isTrue();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
