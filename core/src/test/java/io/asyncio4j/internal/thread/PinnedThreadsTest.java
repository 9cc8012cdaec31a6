package io.asyncio4j.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What keeps a thread on its carrier is seen beforehand, as far as it can be. {@code PinnedAwaitTest} has loops that meet
 * it.
 */
@Timeout(30)
class PinnedThreadsTest {

    private static final String REASON =
            "cannot await here: a native method or a class initialiser is on the stack of ";

    private static final class Running implements TaskThread.Host {

        @Override
        public void run(Object body) {
            ((Runnable) body).run();
        }

        @Override
        public @Nullable Object next(TaskThread thread) {
            return null;
        }
    }

    private static final class Looks {
        static final Optional<Throwable> SEEN =
                Optional.ofNullable(catchThrowable(PinnedThreads::ensureNotPinned));
    }

    private static final class Suspends {
        static TaskThread itself;

        static final class Now {
            static final Optional<Throwable> SEEN = Optional.ofNullable(catchThrowable(itself::suspend));
        }
    }

    @AfterEach
    void forget() {
        Pinning.forget();
    }

    @Test
    void aClassInitialiser_isSeen() {
        assertThat(Looks.SEEN.orElseThrow()).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(REASON + Thread.currentThread());
    }

    @Test
    void aNativeMethod_isSeen() {
        var seen = new ArrayList<@Nullable Throwable>();
        var loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                seen.add(catchThrowable(PinnedThreads::ensureNotPinned));
                throw new ClassNotFoundException(name);
            }
        };
        assertThatThrownBy(() -> Class.forName("none", false, loader))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(seen).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whereThereIsNone_nothingIsSeen_onWhateverThread() throws InterruptedException {
        var seen = new ArrayList<@Nullable Throwable>();
        Runnable looks = () -> seen.add(catchThrowable(PinnedThreads::ensureNotPinned));
        looks.run();
        Thread.ofVirtual().start(looks).join();
        assertThat(seen).containsExactly(null, null);
    }

    @Test
    void onceOneWasFound_portableThreadsThrow_beforeTheyGiveTheLoopAway() {
        PinnedThreads.found();
        assertThat(PinnedThreads.isCareful()).isTrue();
        List<String> order = new ArrayList<>();
        TaskThreads threads = TaskThreads.of(Backend.PORTABLE, new Running());
        threads.runLoop("pinned", () -> {
            TaskThread thread = threads.take((Runnable) () -> {
                assertThat(Suspends.Now.SEEN.orElseThrow()).isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith(REASON);
                order.add("refused");
                Suspends.itself.suspend();
                order.add("resumed");
            });
            Suspends.itself = thread;
            thread.resume();
            order.add("loop");
            thread.resume();
        });
        assertThat(order).containsExactly("refused", "loop", "resumed");
        Pinning.forget();
        assertThat(PinnedThreads.isCareful()).isFalse();
    }
}
