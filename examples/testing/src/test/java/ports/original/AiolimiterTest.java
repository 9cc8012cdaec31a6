package ports.original;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.Exploration.Strategy;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.junit.Async.On;
import io.asyncio4j.testkit.junit.Explored;
import io.asyncio4j.testkit.junit.Simulated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import ports.AsyncLimiter;

/**
 * The tests of aiolimiter 1.2 (https://github.com/mjpieters/aiolimiter, tests/test_aiolimiter.py, MIT licence), of
 * {@link AsyncLimiter}. Where the original replaces the loop's clock by a mock, time goes by hand here. Behind them, what the
 * kit can ask beyond that.
 *
 * <p>Left out: the version of the package, and the warning when a limiter is used on a second loop, which ours is not bound to.
 */
class AiolimiterTest {

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static List<Task<?>> acquire(TestLoop test, AsyncLimiter limiter, double... amounts) {
        List<Task<?>> tasks = new ArrayList<>();
        for (double amount : amounts) {
            tasks.add(test.loop().createTask(() -> limiter.acquire(amount)));
        }
        test.settle();
        return tasks;
    }

    private static long pending(List<Task<?>> tasks) {
        return tasks.stream().filter(task -> !task.done()).count();
    }

    @AsyncTest
    void attributes() {
        var limiter = new AsyncLimiter(42, seconds(81));
        assertThat(limiter.maxRate()).isEqualTo(42);
        assertThat(limiter.period()).isEqualTo(seconds(81));
    }

    @AsyncTest(threads = On.BOTH)
    void hasCapacity() {
        var limiter = new AsyncLimiter(1, seconds(60));
        assertThat(limiter.hasCapacity(1)).isTrue();
        assertThat(limiter.hasCapacity(42)).isFalse();
        limiter.acquire();
        assertThat(limiter.hasCapacity(1)).isFalse();
    }

    @AsyncTest
    void overAcquire() {
        var limiter = new AsyncLimiter(1, seconds(60));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquire(42));
    }

    @AsyncTest(time = Timekeeping.MANUAL, threads = On.BOTH)
    void acquire(TestLoop test) {
        var limiter = new AsyncLimiter(5, seconds(10)); // capacity released every 2 seconds
        List<Task<?>> tasks = acquire(test, limiter, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(pending(tasks)).isEqualTo(5);
        test.advanceTo(seconds(3)); // releases capacity for one and some buffer
        assertThat(pending(tasks)).isEqualTo(4);
        test.advanceTo(seconds(7)); // for two more
        assertThat(pending(tasks)).isEqualTo(2);
        test.advanceTo(seconds(11)); // the remainder
        assertThat(pending(tasks)).isZero();
    }

    @AsyncTest(time = Timekeeping.MANUAL, threads = On.BOTH)
    void acquireWaitTime(TestLoop test) {
        var limiter = new AsyncLimiter(3, seconds(3));
        limiter.acquire(1);
        List<Task<?>> tasks = acquire(test, limiter, 3); // takes 1 second now
        assertThat(pending(tasks)).isOne();
        test.advanceTo(seconds(1));
        assertThat(pending(tasks)).isZero();
    }

    @AsyncTest(time = Timekeeping.MANUAL, threads = On.BOTH)
    void decreasingAcquire(TestLoop test) {
        var limiter = new AsyncLimiter(3, seconds(3));
        limiter.acquire(1);
        List<Task<?>> tasks = acquire(test, limiter, 3); // would take 1 second
        assertThat(pending(tasks)).isOne();
        limiter.acquire(1); // unless a lower amount is acquired in between, which makes it 2 seconds
        test.advanceTo(seconds(1));
        assertThat(pending(tasks)).isOne();
        test.advanceTo(seconds(2));
        assertThat(pending(tasks)).isZero();
    }

    @AsyncTest(time = Timekeeping.MANUAL, threads = On.BOTH)
    void taskCancelled(TestLoop test) {
        var limiter = new AsyncLimiter(3, seconds(3));
        limiter.acquire(1);
        List<Task<?>> tasks = acquire(test, limiter, 3, 3); // two of 3 would take 4 seconds
        assertThat(pending(tasks)).isEqualTo(2);
        tasks.getFirst().cancel(); // without the first it is only 1 second
        test.advanceTo(seconds(1));
        assertThat(tasks.getLast().done()).isTrue();
    }

    // Beyond the original: late timers, long steps, a cancellation at each await, all orders.

    /** Fails if more has entered within any period than the bucket holds and what leaks out of it meanwhile. */
    private static void checkRate(List<Duration> entered, double rate, Duration period) {
        for (int first = 0; first < entered.size(); first++) {
            for (int last = first; last < entered.size(); last++) {
                double passed = entered.get(last).minus(entered.get(first)).toNanos();
                assertThat(last - first + 1 - 1e-6)
                        .as("entries from %s to %s", entered.get(first), entered.get(last))
                        .isLessThanOrEqualTo(rate + rate * passed / period.toNanos());
            }
        }
    }

    private static List<Duration> useByFive(TestLoop test, AsyncLimiter limiter) {
        List<Duration> entered = new ArrayList<>();
        List<Task<?>> tasks = new ArrayList<>();
        for (String name : List.of("first", "second", "victim", "fourth", "fifth")) {
            tasks.add(test.loop().createTask(TaskOptions.named(name), () -> {
                for (int i = 0; i < 2; i++) {
                    limiter.acquire();
                    entered.add(test.time());
                }
            }));
        }
        Asyncio.wait(tasks);
        return entered;
    }

    @Simulated(seeds = 30, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void neverOverItsRate_whateverIsLateOrCancelled(TestLoop test) {
        List<Duration> entered = useByFive(test, new AsyncLimiter(2, seconds(1)));
        assertThat(entered.size()).isBetween(8, 10);
        checkRate(entered, 2, seconds(1));
    }

    @Explored(strategy = Strategy.EXHAUSTIVE, bound = 2, schedules = 3000)
    void neverOverItsRate_inEachOrder(TestLoop test) {
        checkRate(useByFive(test, new AsyncLimiter(2, seconds(1))), 2, seconds(1));
    }
}
