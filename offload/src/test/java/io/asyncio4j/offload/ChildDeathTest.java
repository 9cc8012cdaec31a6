package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.offload.contract.Sign;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Children that die, do not start, or are not fit: their call fails and says why, the others go on. */
@Timeout(60)
class ChildDeathTest {

    @TempDir Path dir;

    @Test
    void aChildThatExits_failsItsCall_withItsStatusAndLastErrorLines_andTheOthersGoOn() {
        run(() -> {
            try (var pool = Pools.of(2)) {
                Sign sign = new Sign(dir.resolve("go"));
                var other = pool.submit(sign::waitUntilShown);
                var dying = pool.submit(() -> {
                    System.err.println("the disk is on fire");
                    System.exit(3);
                });
                assertThatThrownBy(dying::await).isInstanceOfSatisfying(ChildDiedException.class, e -> {
                    assertThat(e.exitStatus()).isEqualTo(3);
                    assertThat(e.errorLines()).containsExactly("the disk is on fire");
                    assertThat(e).hasMessageMatching(
                            "(?s)" + pool.name()
                                    + "/[12] has died: process \\d+ has ended with exit status 3;"
                                    + " its last error lines:\n    the disk is on fire");
                    assertThat(e.getStackTrace()[0].getClassName())
                            .startsWith(ChildDeathTest.class.getName());
                });
                sign.show();
                assertThat(other.await()).isEmpty();
                assertThat(pool.call(() -> 1)).isEqualTo(1);
                assertThat(pool.statistics()).returns(1L, PoolStatistics::died).returns(1L,
                        PoolStatistics::lost);
            }
        });
    }

    @Test
    void killedFromOutside_whileItMakesACall_andWhileItWaits() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                Sign begun = new Sign(dir.resolve("begun"));
                Sign never = new Sign(dir.resolve("never"));
                var call = pool.submit(() -> {
                    begun.show(Long.toString(ProcessHandle.current().pid()));
                    return never.waitUntilShown();
                });
                long pid = Long.parseLong(begun.awaitShown());
                kill(pid);
                assertThatThrownBy(call::await).isInstanceOfSatisfying(ChildDiedException.class, e -> {
                    assertThat(e.exitStatus()).isEqualTo(137);
                    assertThat(e).hasMessageContaining("SIGKILL");
                });
                long second = pool.call(() -> ProcessHandle.current().pid());
                assertThat(second).isNotEqualTo(pid);
                kill(second);
                long third = callUntilOneSurvives(pool);
                assertThat(third).isNotEqualTo(second);
            }
        });
    }

    // The pool may not have seen the death yet when it gives the call to that child: then that call is lost, and says so.
    private static long callUntilOneSurvives(ProcessPool pool) {
        while (true) {
            try {
                return pool.call(() -> ProcessHandle.current().pid());
            } catch (WorkerLostException e) {
                assertThat(pool.statistics().lost()).isGreaterThan(1);
            }
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    @Test
    void childrenKilledAgainAndAgain_loseOnlyTheirOwnCalls() {
        run(() -> {
            try (var pool = Pools.of(2)) {
                var calls = new ArrayList<RemoteCall<Integer>>();
                for (int i = 0; i < 60; i++) {
                    int number = i;
                    calls.add(pool.submit(() -> {
                        if (number % 20 == 7) {
                            Runtime.getRuntime().halt(9);
                        }
                        return number;
                    }));
                }
                int lost = 0;
                for (int i = 0; i < 60; i++) {
                    try {
                        assertThat(calls.get(i).await()).isEqualTo(i);
                    } catch (ChildDiedException e) {
                        assertThat(i % 20).isEqualTo(7);
                        lost++;
                    }
                }
                assertThat(lost).isEqualTo(3);
            }
        });
    }

    /** Gives a result, and is dead when the next call, which is large, is on its way. */
    private static int lastWords() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                // all the sooner
            }
            Runtime.getRuntime().halt(9);
        });
        return 1;
    }

    @Test
    void aChildThatDiesWhenItIsGivenTheNextCall_hasGivenTheResultBefore() {
        byte[] large = new byte[64 << 20];
        run(() -> {
            try (var pool = Pools.of(1)) {
                var first = pool.submit(() -> lastWords());
                var second = pool.submit(() -> large.length);
                assertThat(first.await()).isEqualTo(1);
                try {
                    assertThat(second.await()).isEqualTo(64 << 20);
                } catch (ChildDiedException e) {
                    // told, as a rule
                }
            }
        });
    }

    @Test
    void ifNoneCanBeStarted_theCallsFail_andSayWhy() {
        run(() -> {
            try (var pool = Pools.builder(2).jvmOptions("-XX:NoSuchOption").open()) {
                var first = pool.submit(() -> 1);
                var second = pool.submit(() -> 2);
                for (var call : java.util.List.of(first, second)) {
                    assertThatThrownBy(call::await).isInstanceOf(ChildDiedException.class)
                            .hasMessageContaining("did not come up").hasMessageContaining("exit status 1")
                            .hasMessageContaining("NoSuchOption");
                }
            }
        });
    }

    @Test
    void oneThatTakesTooLongToStart_isGivenUp() {
        run(() -> {
            try (var pool = Pools.builder(1).startLimit(Duration.ofMillis(1)).open()) {
                assertThatThrownBy(() -> pool.call(() -> 1)).isInstanceOf(ChildDiedException.class)
                        .hasMessageContaining("did not come up");
            }
        });
    }

    @Test
    void aWarmUpRunsBeforeTheFirstCall_andItsFailureIsTheCalls() {
        run(() -> {
            try (var pool = Pools.builder(1).warmUp(() -> System.setProperty("warm", "yes")).open()) {
                assertThat(pool.call(() -> System.getProperty("warm"))).isEqualTo("yes");
            }
            try (var pool = Pools.builder(1).warmUp(() -> {
                throw new IllegalArgumentException("too cold");
            }).open()) {
                assertThatThrownBy(() -> pool.call(() -> 1)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("too cold");
            }
        });
    }

    @Test
    void theMemoryLimitHolds_andAnErrorComesAsItself() {
        run(() -> {
            try (var pool = Pools.builder(1).memory("24m").jvmOptions("-Dlarge=67108864").open()) {
                assertThat(pool.call(() -> Runtime.getRuntime().maxMemory())).isLessThan(32L << 20);
                assertThatThrownBy(() -> pool.call(() -> new byte[Integer.getInteger("large")].length))
                        .isInstanceOf(OutOfMemoryError.class);
                assertThat(pool.call(() -> 1)).isEqualTo(1);
            }
        });
    }
}
