package io.asyncio4j.offload.contract;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.MapOptions;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every place keeps to where calls run. A place is fresh for each test, and makes two calls at a time or more. Places
 * in other processes keep to {@link ProcessesContract}, which is more.
 */
@Timeout(120)
public abstract class OffloadContract {

    @TempDir protected Path dir;
    private final List<Counted> opened = new ArrayList<>();

    /** {@return the place}, called in a task. */
    protected abstract Offload openPlace() throws Exception;

    /** Whether calls run in this process. */
    protected boolean isHere() {
        return true;
    }

    /** Compares what a place that counts by itself has counted, when it was closed. */
    protected void assertCounted(Offload place, long submitted, long succeeded, long failed, long cancelled,
            long lost) {}

    final Counted open() throws Exception {
        var place = new Counted(openPlace());
        opened.add(place);
        return place;
    }

    final Sign sign(String name) {
        return new Sign(dir.resolve(name));
    }

    /** Nothing hangs, and nothing is lost silently: each call of each test has ended, in one way. */
    @AfterEach
    void everyCallHasEnded() {
        for (Counted place : opened) {
            Counted.Counts counts = place.counts();
            assertThat(counts.notOver()).as("calls that are not over").isZero();
            if (place.abandoned() == 0) {
                assertCounted(place.place(), counts.all(), counts.succeeded(), counts.failed(),
                        counts.cancelled(), counts.lost());
            }
        }
    }

    @Test
    public void values_andNull() {
        run(() -> {
            try (var place = open()) {
                String captured = "x";
                assertThat(place.call(() -> captured + 1)).isEqualTo("x1");
                assertThat(place.<Object>call(() -> null)).isNull();
                place.call(() -> {});
                assertThat(place.call(() -> ProcessHandle.current().pid()) == ProcessHandle.current().pid())
                        .isEqualTo(isHere());
            }
        });
    }

    @Test
    public void exceptions_checkedOrNot_asThemselves() {
        run(() -> {
            try (var place = open()) {
                assertThatThrownBy(() -> place.call(() -> {
                    throw new IOException("checked");
                })).isExactlyInstanceOf(IOException.class).hasMessage("checked");
                assertThatThrownBy(() -> place.call(() -> {
                    throw new AssertionError("an error");
                })).isExactlyInstanceOf(AssertionError.class);
            }
        });
    }

    @Test
    public void tenMegabytes_thereAndBack() {
        run(() -> {
            try (var place = open()) {
                byte[] large = new byte[10 << 20];
                large[5 << 20] = 1;
                assertThat(place.call(() -> large.length + large[5 << 20])).isEqualTo((10 << 20) + 1);
                assertThat(place.call(() -> large)).isEqualTo(large);
            }
        });
    }

    @Test
    @Timeout(300) // the engine of a cluster may start a thread for each answer, which a busy machine does slowly
    public void tenThousandCalls_ofAMap_allAnswered() {
        run(() -> {
            try (var place = open()) {
                int next = 0;
                try (var results = place.map(IntStream.range(0, 10_000).boxed().toList(), i -> i * 2,
                        MapOptions.DEFAULT.limit(200))) {
                    for (int result : results) {
                        assertThat(result).isEqualTo(2 * next++);
                    }
                }
                assertThat(next).isEqualTo(10_000);
            }
        });
    }

    @Test
    @Timeout(300) // the engine of a cluster may start a thread for each answer, which a busy machine does slowly
    public void tenThousandCalls_atOnce_allAnswered() {
        run(() -> {
            try (var place = open()) {
                var calls = new ArrayList<RemoteCall<Integer>>();
                for (int i = 0; i < 10_000; i++) {
                    int number = i;
                    calls.add(place.submit(() -> {
                        if (number % 100 == 7) {
                            throw new IOException("call " + number);
                        }
                        return number;
                    }));
                }
                for (int i = 0; i < 10_000; i++) {
                    RemoteCall<Integer> call = calls.get(i);
                    if (i % 100 == 7) {
                        assertThatThrownBy(call::await).isExactlyInstanceOf(IOException.class)
                                .hasMessage("call " + i);
                    } else {
                        assertThat(call.await()).isEqualTo(i);
                    }
                }
            }
        });
    }

    @Test
    public void cancelledBeforeItRuns_itNeverDoes() {
        run(() -> {
            try (var place = open()) {
                Sign go = sign("go");
                var busy = new ArrayList<RemoteCall<String>>();
                for (int i = 0; i < place.parallelism(); i++) {
                    Sign begun = sign("busy" + i);
                    busy.add(place.submit(() -> {
                        begun.show();
                        return go.waitUntilShown();
                    }));
                }
                for (int i = 0; i < place.parallelism(); i++) {
                    sign("busy" + i).awaitShown();
                }
                Sign made = sign("made");
                var call = place.submit(() -> made.show());
                call.cancel();
                assertThatThrownBy(call::await).isInstanceOf(CancelledError.class);
                assertThat(call.awaitStopped()).as("while the others go on")
                        .isEqualTo(CancelAnswer.CONFIRMED);
                go.show();
                for (RemoteCall<String> each : busy) {
                    each.await();
                }
                for (int i = 0; i < 2 * place.parallelism(); i++) { // who would have made it has made others since
                    place.call(() -> {});
                }
                assertThat(made.isShown()).isFalse();
            }
        });
    }

    @Test
    public void cancelledWhileItRuns_theAwaitEndsAtOnce_andTheCallIsInterrupted() {
        run(() -> {
            try (var place = open()) {
                Sign begun = sign("begun");
                Sign interrupted = sign("interrupted");
                var call = place.submit(() -> {
                    begun.show();
                    try {
                        Thread.sleep(600_000);
                    } catch (InterruptedException e) {
                        interrupted.show();
                        throw e;
                    }
                });
                begun.awaitShown();
                var waiter = createTask(() -> call.await());
                sleep(Duration.ZERO);
                waiter.cancel();
                assertThatThrownBy(waiter::await).isInstanceOf(CancelledError.class);
                interrupted.awaitShown();
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
            }
        });
    }

    @Test
    public void cancelledAfterItsEnd_nothingChanges() {
        run(() -> {
            try (var place = open()) {
                var call = place.submit(() -> 1);
                assertThat(call.await()).isEqualTo(1);
                assertThat(call.cancel()).isFalse();
                assertThat(call.cancelAnswer()).isNull();
                assertThat(call.await()).isEqualTo(1);
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);
            }
        });
    }

    @Test
    public void aTimeLimit_endsTheAwait_andTheCallThatRuns() {
        run(() -> {
            try (var place = open()) {
                Sign begun = sign("begun");
                var call = place.submit(() -> {
                    begun.show();
                    Thread.sleep(600_000);
                });
                begun.awaitShown();
                assertThatThrownBy(() -> waitFor(call, Duration.ofMillis(50)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(call.awaitStopped()).isEqualTo(CancelAnswer.CONFIRMED);

                Sign second = sign("second");
                assertThatThrownBy(() -> timeout(Duration.ofMinutes(1), limit -> {
                    try (var results = place.map(List.of(1, 2, 3), i -> {
                        if (i == 2) {
                            second.show();
                        }
                        Thread.sleep(i == 1 ? 0 : 600_000);
                        return i;
                    })) {
                        for (int _ : results) {
                            second.awaitShown();
                            limit.reschedule(EventLoop.running().time());
                        }
                    }
                })).isInstanceOf(TimeoutException.class);

                var calls = new ArrayList<RemoteCall<Integer>>(); // as many as it makes at a time: nobody is left busy
                for (int i = 0; i < place.parallelism(); i++) {
                    calls.add(place.submit(() -> 2));
                }
                for (RemoteCall<Integer> each : calls) {
                    assertThat(each.await()).isEqualTo(2);
                }
            }
        });
    }

    @Test
    public void shutDown_itRefuses() {
        run(() -> {
            var place = open();
            place.call(() -> 1);
            place.close();
            assertThatThrownBy(() -> place.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("shut down");
            place.close();
        });
    }

    @Test
    public void shutDownMeanwhile_itWaitsForTheCallsThatWereMade() {
        run(() -> {
            var place = open();
            Sign go = sign("go");
            var calls = new ArrayList<RemoteCall<String>>();
            for (int i = 0; i < 3 * place.parallelism(); i++) {
                calls.add(place.submit(go::waitUntilShown));
            }
            var closing = createTask(place::close);
            sleep(Duration.ZERO);
            assertThatThrownBy(() -> place.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
            Asyncio.wait(List.of(closing), Duration.ofMillis(200), ReturnWhen.ALL_COMPLETED); // in vain
            assertThat(closing.done()).isFalse();
            go.show();
            closing.await();
            for (RemoteCall<String> call : calls) {
                assertThat(call.await()).isEmpty();
            }
        });
    }

    @Test
    public void aLoopThatIsClosedMeanwhile_hurtsNobody() {
        Sign go = sign("go");
        Sign done = sign("done");
        var kept = new ArrayList<Counted>();
        var loop = EventLoop.create();
        loop.runUntilComplete(() -> {
            kept.add(open());
            var _ = kept.getFirst().submit(() -> {
                go.waitUntilShown();
                done.show();
            });
        });
        loop.close();
        kept.getFirst().abandon();
        run(() -> {
            try (var place = kept.getFirst()) {
                go.show();
                done.awaitShown();
                assertThat(place.call(() -> 3)).isEqualTo(3);
            }
        });
    }
}
