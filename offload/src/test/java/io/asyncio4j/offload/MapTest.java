package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.offload.contract.Sign;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A function over many elements: orders, limits, chunks, failures. */
@Timeout(60)
class MapTest {

    @TempDir Path dir;

    /** Numbers from 0 without end, which counts how many were taken. */
    private static Iterable<Integer> endless(AtomicInteger taken) {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return taken.getAndIncrement();
            }
        };
    }

    private static <T> List<T> all(Iterable<T> source) {
        var list = new ArrayList<T>();
        source.forEach(list::add);
        return list;
    }

    @Test
    void resultsComeInTheOrderOfTheElements_nullsToo() {
        run(() -> {
            try (var pool = Pools.of(2)) {
                assertThat(all(
                        pool.map(IntStream.range(0, 20).boxed().toList(), i -> i % 3 == 0 ? null : i * i)))
                        .containsExactlyElementsOf(
                                IntStream.range(0, 20).mapToObj(i -> i % 3 == 0 ? null : i * i).toList());
                assertThat(all(pool.map(IntStream.range(0, 20).boxed().toList(), i -> -i,
                        MapOptions.DEFAULT.chunks(7)))).hasSize(20).startsWith(0, -1).endsWith(-19);
                assertThat(all(pool.map(List.<Integer>of(), i -> i))).isEmpty();
            }
        });
    }

    @Test
    void asTheyCome_theQuickerOneComesFirst() {
        Sign sign = new Sign(dir.resolve("go"));
        run(() -> {
            try (var pool = Pools.of(2)) {
                var seen = new ArrayList<String>();
                try (var results = pool.map(List.of("slow", "quick"), name -> {
                    if (name.equals("slow")) {
                        sign.waitUntilShown();
                    }
                    return name;
                }, MapOptions.DEFAULT.asTheyCome())) {
                    for (String name : results) {
                        seen.add(name);
                        sign.show();
                    }
                }
                assertThat(seen).containsExactly("quick", "slow");
            }
        });
    }

    @Test
    void fromAnEndlessSource_noMoreIsTakenThanTheLimit_andClosingEndsIt() {
        run(() -> {
            var pool = Pools.of(1);
            try (pool) {
                var taken = new AtomicInteger();
                try (var results = pool.map(endless(taken), i -> i, MapOptions.DEFAULT.limit(3).chunks(2))) {
                    assertThat(taken).hasValue(0);
                    Iterator<Integer> iterator = results.iterator();
                    for (int i = 0; i < 6; i++) {
                        assertThat(iterator.next()).isEqualTo(i);
                        assertThat(taken.get()).isLessThanOrEqualTo(i / 2 * 2 + 6);
                    }
                }
            }
            var now = pool.statistics();
            assertThat(now.submitted()).isEqualTo(now.succeeded() + now.cancelled()).isEqualTo(5);
        });
    }

    @Test
    void aFailureComesAfterTheResultsBeforeIt_alsoWithinAChunk_andEndsTheMap() {
        for (var options : List.of(MapOptions.DEFAULT, MapOptions.DEFAULT.chunks(5),
                MapOptions.DEFAULT.chunks(100))) {
            run(() -> {
                try (var pool = Pools.of(1)) {
                    var seen = new ArrayList<Integer>();
                    assertThatThrownBy(() -> {
                        for (int i : pool.map(IntStream.range(0, 40).boxed().toList(), i -> {
                            if (i == 12) {
                                throw new IOException("at " + i);
                            }
                            return i;
                        }, options)) {
                            seen.add(i);
                        }
                    }).isExactlyInstanceOf(IOException.class).hasMessage("at 12").satisfies(e -> {
                        assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(RemoteStack.class);
                    });
                    assertThat(seen).containsExactlyElementsOf(IntStream.range(0, 12).boxed().toList());
                    assertThat(pool.call(() -> 1)).isEqualTo(1);
                }
            });
        }
    }

    @Test
    void aFailureInAChunkThatCannotBeSent_comesAsItsText() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                assertThatThrownBy(() -> all(pool.map(List.of(1), i -> {
                    throw new ProcessPoolTest.HoldsAThread();
                }))).isInstanceOf(RemoteException.class).hasMessageContaining("I hold a thread");
            }
        });
    }

    @Test
    void theElementsMayBeAwaited() {
        run(() -> {
            try (var pool = Pools.of(1)) {
                var slowly = AsyncGenerator.<Integer>of(out -> {
                    for (int i = 0; i < 5; i++) {
                        Asyncio.sleep(Duration.ofMillis(1));
                        out.yield(i);
                    }
                });
                assertThat(all(pool.map(slowly, i -> i + 1))).containsExactly(1, 2, 3, 4, 5);
            }
        });
    }

    @Test
    void optionsThatMakeNoSense_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MapOptions.DEFAULT.chunks(0));
        assertThatIllegalArgumentException().isThrownBy(() -> MapOptions.DEFAULT.limit(-1));
    }
}
