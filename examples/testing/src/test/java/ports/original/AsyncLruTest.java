package ports.original;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Outcome;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.Exploration.Strategy;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Async;
import io.asyncio4j.testkit.junit.Async.On;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.junit.Explored;
import io.asyncio4j.testkit.junit.Simulated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ports.AsyncCache;

/**
 * The tests of async-lru 2 (https://github.com/aio-libs/async-lru, tests, MIT licence), of {@link AsyncCache}: test_basic,
 * test_cache_clear, test_cache_contains, test_cache_info, test_cache_invalidate, test_cancel, test_close, test_exception,
 * test_size, test_ttl. Behind them, what the kit can ask beyond that.
 *
 * <p>Left out is what is Python's: decorators of functions and methods, keyword arguments, typed keys, the jitter of the time to
 * live, the garbage collector's view, and test_internals, which looks at private fields.
 */
class AsyncLruTest {

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }

    private final List<Integer> loads = new ArrayList<>();

    private AsyncCache<Integer, Integer> cache(int maxSize) {
        return new AsyncCache<>(maxSize, null, this::load);
    }

    private AsyncCache<Integer, Integer> lasting(int maxSize, Duration timeToLive) {
        return new AsyncCache<>(maxSize, timeToLive, this::load);
    }

    private Integer load(Integer key) {
        loads.add(key);
        return key;
    }

    private static List<Integer> getAll(AsyncCache<Integer, Integer> cache, int... keys) {
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int key : keys) {
            tasks.add(createTask(() -> cache.get(key)));
        }
        return gather(tasks).await();
    }

    private static void check(AsyncCache<?, ?> cache, int hits, int misses, int size) {
        assertThat(cache.info()).satisfies(info -> {
            assertThat(info.hits()).as("hits").isEqualTo(hits);
            assertThat(info.misses()).as("misses").isEqualTo(misses);
            assertThat(info.size()).as("size").isEqualTo(size);
        });
    }

    // test_basic

    @AsyncTest(threads = On.BOTH)
    void awaitSameResult() {
        var cache = cache(128);
        assertThat(getAll(cache, new int[100])).hasSize(100).containsOnly(0);
        check(cache, 99, 1, 1);
        assertThat(loads).hasSize(1);
        assertThat(cache.get(0)).isZero();
        check(cache, 100, 1, 1);
    }

    @AsyncTest
    void cachesAreNotShared() {
        var first = cache(128);
        var second = cache(128);
        first.get(1);
        check(first, 0, 1, 1);
        check(second, 0, 0, 0);
        second.get(1);
        check(second, 0, 1, 1);
    }

    // test_cache_clear

    @AsyncTest
    void clear() {
        var cache = cache(128);
        assertThat(getAll(cache, 1, 2, 3)).containsExactly(1, 2, 3);
        check(cache, 0, 3, 3);
        cache.clear();
        check(cache, 0, 0, 0);
    }

    @AsyncTest(threads = On.BOTH)
    void clear_leavesAPendingTaskAlone() {
        var cache = new AsyncCache<String, String>(128, null, key -> {
            sleep(millis(500));
            return "foo";
        });
        var waiting = createTask(() -> cache.get("key"));
        sleep(Duration.ZERO);
        cache.clear();
        assertThat(waiting.await()).isEqualTo("foo");
    }

    // test_cache_contains

    @AsyncTest
    void contains() {
        var cache = cache(2);
        assertThat(cache.contains(1)).isFalse();
        cache.get(1);
        assertThat(cache.contains(1)).isTrue();
        check(cache, 0, 1, 1); // asking counts as neither
        cache.get(2);
        cache.get(3);
        assertThat(cache.contains(1)).isFalse();
        cache.invalidate(2);
        assertThat(cache.contains(2)).isFalse();
    }

    // test_cache_info

    @AsyncTest
    void info() {
        var cache = cache(4);
        assertThat(getAll(cache, 1, 2, 3)).containsExactly(1, 2, 3);
        check(cache, 0, 3, 3);
        cache.clear();
        check(cache, 0, 0, 0);
        assertThat(getAll(cache, 1, 1, 1)).containsExactly(1, 1, 1);
        check(cache, 2, 1, 1);
        cache.clear();
        assertThat(getAll(cache, 1, 2, 3, 4, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
        check(cache, 4, 4, 4);
        assertThat(cache.info().maxSize()).isEqualTo(4);
    }

    // test_cache_invalidate

    @AsyncTest
    void invalidate() {
        var cache = cache(128);
        for (int key = 1; key <= 3; key++) {
            assertThat(cache.invalidate(key)).isFalse();
        }
        assertThat(getAll(cache, 1, 2, 3)).containsExactly(1, 2, 3);
        check(cache, 0, 3, 3);
        for (int key = 1; key <= 3; key++) {
            assertThat(cache.invalidate(key)).isTrue();
            check(cache, 0, 3, 3 - key);
        }
        assertThat(getAll(cache, 1, 2, 3)).containsExactly(1, 2, 3);
        check(cache, 0, 6, 3);
    }

    // test_cancel

    @Async(threads = On.BOTH)
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void cancel(int count) {
        var cache = new AsyncCache<Integer, Integer>(128, null, key -> {
            sleep(millis(100));
            return key;
        });
        List<Task<Integer>> tasks =
                IntStream.range(0, 3).mapToObj(key -> createTask(() -> cache.get(key))).toList();
        sleep(Duration.ZERO);
        tasks.subList(0, count).forEach(Task::cancel);
        sleep(millis(200));
        assertThat(tasks.subList(0, count)).allMatch(Task::cancelled);
        for (int key = count; key < 3; key++) {
            assertThat(tasks.get(key).await()).isEqualTo(key);
        }
    }

    @AsyncTest(threads = On.BOTH)
    void cancel_ofTheOnlyOneWhoWaits_endsTheComputation() {
        boolean[] finished = {false};
        var cache = new AsyncCache<Integer, Integer>(128, null, key -> {
            sleep(Duration.ofSeconds(2));
            finished[0] = true;
            return key;
        });
        var task = createTask(() -> cache.get(42));
        sleep(Duration.ZERO);
        task.cancel();
        assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await);
        sleep(Duration.ofSeconds(3));
        assertThat(finished[0]).isFalse();
    }

    // test_close

    @AsyncTest(threads = On.BOTH)
    void close() {
        var cache = new AsyncCache<Integer, Integer>(128, null, key -> {
            sleep(millis(200));
            return key;
        });
        List<Task<Integer>> tasks =
                IntStream.range(0, 5).mapToObj(key -> createTask(() -> cache.get(key))).toList();
        sleep(millis(100));
        check(cache, 0, 5, 5);
        cache.close();
        check(cache, 0, 5, 0);
        gatherOutcomes(tasks).await();
        assertThat(tasks).allMatch(Task::cancelled);
        assertThatIllegalStateException().isThrownBy(() -> cache.get(1));
        cache.close(); // for the second time, which does nothing
    }

    @AsyncTest(threads = On.BOTH)
    void close_thatWaits_letsAllFinish() {
        var cache = new AsyncCache<Integer, Integer>(128, null, key -> {
            sleep(millis(20));
            return key;
        });
        List<Task<Integer>> tasks =
                IntStream.range(1, 4).mapToObj(key -> createTask(() -> cache.get(key))).toList();
        sleep(Duration.ZERO);
        cache.closeWhenDone();
        assertThat(gather(tasks).await()).containsExactly(1, 2, 3);
        check(cache, 0, 3, 3);
        assertThatIllegalStateException().isThrownBy(() -> cache.get(1));
    }

    // test_exception

    @AsyncTest(threads = On.BOTH)
    void exception_isForAllWhoWait_andNotKept() {
        var cache = new AsyncCache<Integer, Integer>(128, null, key -> 1 / (key - key));
        var outcomes = gatherOutcomes(() -> cache.get(1), () -> cache.get(1), () -> cache.get(1)).await();
        assertThat(outcomes).hasSize(3).allSatisfy(outcome -> assertThat(outcome)
                .isInstanceOfSatisfying(Outcome.Failure.class,
                        failure -> assertThat(failure.exception()).isInstanceOf(ArithmeticException.class)));
        check(cache, 2, 1, 0);
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> cache.get(1));
        check(cache, 2, 2, 0);
    }

    // test_size

    private static void fill(AsyncCache<Integer, Integer> cache, int... keys) {
        for (int key : keys) {
            cache.get(key);
        }
    }

    @AsyncTest
    void leastRecentlyUsed_goesFirst() {
        var cache = cache(3);
        fill(cache, 3, 4, 5);
        check(cache, 0, 3, 3);
        assertThat(cache.keys()).containsExactly(3, 4, 5);
        fill(cache, 3, 2, 1);
        check(cache, 1, 5, 3);
        assertThat(cache.keys()).containsExactly(3, 2, 1);
    }

    @AsyncTest
    void allAreReplaced() {
        var cache = cache(3);
        fill(cache, 3, 4, 5, 1, 2, 3);
        check(cache, 0, 6, 3);
        assertThat(cache.keys()).containsExactly(1, 2, 3);
    }

    @AsyncTest
    void noLimit() {
        var cache = cache(Integer.MAX_VALUE);
        assertThat(getAll(cache, 1, 2, 3, 4, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
        check(cache, 4, 4, 4);
    }

    @AsyncTest
    void sizeZero_keepsNothing() {
        var cache = cache(0);
        assertThat(getAll(cache, 1, 2, 3, 4, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
        check(cache, 0, 8, 0);
    }

    // test_ttl

    @AsyncTest
    void timeToLive_withoutALimitOfSize() {
        var cache = lasting(Integer.MAX_VALUE, millis(100));
        fill(cache, 1);
        check(cache, 0, 1, 1);
        sleep(Duration.ZERO);
        fill(cache, 1);
        check(cache, 1, 1, 1);
        sleep(millis(200));
        check(cache, 1, 1, 0);
        fill(cache, 1);
        check(cache, 1, 2, 1);
    }

    @AsyncTest
    void timeToLive_withALimitOfSize() {
        var cache = lasting(1, millis(100));
        fill(cache, 1);
        check(cache, 0, 1, 1);
        fill(cache, 2);
        check(cache, 0, 2, 1);
        sleep(Duration.ZERO);
        fill(cache, 2);
        check(cache, 1, 2, 1);
        fill(cache, 1);
        check(cache, 1, 3, 1);
    }

    @AsyncTest
    void timeToLive_endsWithAnInvalidation() {
        var cache = lasting(Integer.MAX_VALUE, millis(200));
        fill(cache, 1);
        cache.invalidate(1);
        check(cache, 0, 1, 0);
        sleep(millis(100));
        fill(cache, 1);
        check(cache, 0, 2, 1);
        sleep(millis(150)); // the first one's time would be over
        check(cache, 0, 2, 1);
    }

    @AsyncTest
    void timeToLive_ofSeveralAtOnce() {
        assertThat(getAll(lasting(1, Duration.ofSeconds(1)), 0, 1)).containsExactly(0, 1);
    }

    // Beyond the original: one computation at a time for a key, whoever is cancelled when, in each order.

    private static void askByThree(TestLoop test) {
        int[] running = {0};
        int[] computed = {0};
        test.invariant("one computation at a time", () -> running[0] <= 1);
        var cache = new AsyncCache<String, Integer>(8, null, key -> {
            running[0]++;
            try {
                Asyncio.toThread(() -> "asked");
                return ++computed[0];
            } finally {
                running[0]--;
            }
        });
        List<Task<?>> tasks = new ArrayList<>();
        for (String name : List.of("first", "victim", "third")) {
            tasks.add(test.loop().createTask(TaskOptions.named(name), () -> {
                assertThat(cache.get("key")).isEqualTo(computed[0]);
            }));
        }
        Asyncio.wait(tasks);
        for (Task<?> task : tasks) {
            assertThat(task.cancelled() || task.exception() == null).as("%s", task).isTrue();
        }
        assertThat(running[0]).isZero();
        assertThat(tasks.stream().filter(Task::cancelled).count()).isLessThanOrEqualTo(1);
        cache.close();
    }

    @Simulated(seeds = 30, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void oneComputation_whoeverIsCancelled(TestLoop test) {
        askByThree(test);
    }

    @Explored(strategy = Strategy.EXHAUSTIVE, bound = 3, schedules = 5000)
    void oneComputation_inEachOrder(TestLoop test) {
        askByThree(test);
    }
}
