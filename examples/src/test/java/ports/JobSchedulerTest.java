package ports;

import static io.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoopBuilder.Threads;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ports.JobScheduler.Options;

class JobSchedulerTest {
    private final OnVirtualTime seen = new OnVirtualTime();

    private JobScheduler scheduler(int limit, int pending) {
        return new JobScheduler(new Options(limit, pending, Duration.ofSeconds(1)),
                (job, failure) -> seen.note(job + " " + failure.getMessage()));
    }

    private JobScheduler.Job<String> spawn(JobScheduler scheduler, String name) {
        return scheduler.spawn(name, () -> {
            seen.note(name);
            sleep(Duration.ofSeconds(1));
            return name.toUpperCase(Locale.ROOT);
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void soManyAtATime_thenTheNext(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            try (var scheduler = scheduler(2, 10)) {
                for (var name : new String[] {"a", "b", "c", "d"}) {
                    spawn(scheduler, name);
                }
                var last = spawn(scheduler, "e");
                assertThat(scheduler.activeCount()).isEqualTo(2);
                assertThat(scheduler.pendingCount()).isEqualTo(3);
                assertThat(last).hasToString("job e (pending)");
                assertThat(last.await()).isEqualTo("E");
                assertThat(last).hasToString("job e (ended)");
            }
        });
        assertThat(seen.events).containsExactly("a @0.0", "b @0.0", "c @1.0", "d @1.0", "e @2.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void whereNoneMayWaitAnyLonger_spawnWaits(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            try (var scheduler = scheduler(1, 1)) {
                spawn(scheduler, "a");
                spawn(scheduler, "b");
                var c = spawn(scheduler, "c");
                seen.note("spawned");
                c.await();
            }
        });
        assertThat(seen.events).containsExactly("a @0.0", "spawned @1.0", "b @1.0", "c @2.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aFailure_goesToWhoWaits_orToTheHandler(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            try (var scheduler = scheduler(10, 10)) {
                scheduler.spawn("lonely", () -> {
                    throw new IllegalStateException("broken");
                });
                var watched = scheduler.spawn("watched", () -> {
                    sleep(Duration.ofSeconds(1));
                    throw new IllegalStateException("seen");
                });
                assertThatIllegalStateException().isThrownBy(watched::await).withMessage("seen");
            }
        });
        assertThat(seen.events).containsExactly("job lonely (ended) broken @0.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void cancelOfWhoWaits_leavesTheJobAlone(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            try (var scheduler = scheduler(1, 1)) {
                var job = spawn(scheduler, "a");
                var impatient = createTask(() -> job.await());
                sleep(Duration.ofMillis(100));
                impatient.cancel();
                assertThat(job.await()).isEqualTo("A");
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void close_cancelsAll_waitsForTheirCleaningUp_andTakesNoMore(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var scheduler = scheduler(1, 10);
            scheduler.spawn("tidy", () -> {
                try {
                    sleep(Duration.ofHours(1));
                } catch (CancelledError e) {
                    sleep(Duration.ofMillis(300));
                    seen.note("tidied up");
                    throw e;
                }
                return null;
            });
            var pending = spawn(scheduler, "pending");
            sleep(Duration.ofSeconds(1));
            scheduler.close();
            seen.note("closed");
            assertThat(pending.isPending()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> spawn(scheduler, "late"))
                    .withMessageContaining("closed");
        });
        assertThat(seen.events).containsExactly("tidied up @1.3", "closed @1.3");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aJobThatDoesNotEnd_holdsCloseUpForAWhileOnly(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var scheduler = scheduler(1, 10);
            var stubborn = scheduler.spawn("stubborn", () -> {
                try {
                    sleep(Duration.ofHours(1));
                } catch (CancelledError e) {
                    sleep(Duration.ofSeconds(5));
                    throw e;
                }
                return null;
            });
            sleep(Duration.ofSeconds(1));
            stubborn.close();
            seen.note("given up");
        });
        assertThat(seen.events).containsExactly(
                "job stubborn (active) job stubborn (active) does not end within PT1S @2.0", "given up @2.0");
    }
}
