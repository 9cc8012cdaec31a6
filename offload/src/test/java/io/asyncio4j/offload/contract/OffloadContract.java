package io.asyncio4j.offload.contract;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.MapOptions;
import io.asyncio4j.offload.NotSendableException;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteException;
import io.asyncio4j.offload.WorkerLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The suite. A place is fresh for each test, and makes two calls at a time or more. */
@Timeout(120)
public abstract class OffloadContract {

    @TempDir protected Path dir;

    /** {@return the place}, called in a task. */
    protected abstract Offload open() throws Exception;

    /** Whether calls run in other processes, so that they are serialised and their process can be killed. */
    protected boolean hasProcesses() {
        return true;
    }

    private Sign sign(String name) {
        return new Sign(dir.resolve(name));
    }

    @Test
    public void values_andNull() {
        run(() -> {
            try (var place = open()) {
                String captured = "x";
                assertThat(place.call(() -> captured + 1)).isEqualTo("x1");
                assertThat(place.<Object>call(() -> null)).isNull();
                assertThat(place.call(() -> ProcessHandle.current().pid()) != ProcessHandle.current().pid())
                        .isEqualTo(hasProcesses());
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

    static final class HoldsAThread extends RuntimeException {
        final Thread thread = Thread.currentThread();
    }

    @Test
    public void whatCannotBeSerialised_isAnErrorEachTime() {
        assumeTrue(hasProcesses());
        run(() -> {
            try (var place = open()) {
                var lock = new Object();
                assertThatThrownBy(() -> place.submit(() -> lock)).isInstanceOf(NotSendableException.class)
                        .hasMessageContaining("'lock' of the lambda");
                assertThatThrownBy(() -> place.call(() -> Thread.currentThread()))
                        .isInstanceOf(NotSendableException.class)
                        .hasMessageContaining("the result of the call");
                assertThatThrownBy(() -> place.call(() -> {
                    throw new HoldsAThread();
                })).isInstanceOf(RemoteException.class).hasMessageContaining(HoldsAThread.class.getName());
                assertThat(place.call(() -> 1)).isEqualTo(1);
            }
        });
    }

    @Test
    public void tenMegabytes() {
        run(() -> {
            try (var place = open()) {
                byte[] large = new byte[10 << 20];
                large[5 << 20] = 1;
                assertThat(place.call(() -> large.length + large[5 << 20])).isEqualTo((10 << 20) + 1);
            }
        });
    }

    @Test
    public void tenThousandCalls_allAnswered() {
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
    public void cancelledBeforeItRuns_itNeverDoes() {
        run(() -> {
            try (var place = open()) {
                Sign begun = sign("begun");
                var call = place.submit(() -> begun.show());
                call.cancel();
                assertThatThrownBy(call::await).isInstanceOf(CancelledError.class);
                call.awaitStopped();
                assertThat(call.cancelAnswer()).isEqualTo(CancelAnswer.CONFIRMED);
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
            }
        });
    }

    @Test
    public void aTimeLimit_endsTheAwait() {
        run(() -> {
            try (var place = open()) {
                assertThatThrownBy(
                        () -> waitFor(place.submit(() -> Thread.sleep(600_000)), Duration.ofMillis(50)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(place.call(() -> 2)).isEqualTo(2);
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
        });
    }

    @Test
    public void aLoopThatIsClosedMeanwhile_hurtsNobody() {
        Sign go = sign("go");
        Sign done = sign("done");
        var kept = new ArrayList<Offload>();
        var loop = EventLoop.create();
        loop.runUntilComplete(() -> {
            kept.add(open());
            var _ = kept.getFirst().submit(() -> {
                go.waitUntilShown();
                done.show();
            });
        });
        loop.close();
        run(() -> {
            try (var place = kept.getFirst()) {
                go.show();
                done.awaitShown();
                assertThat(place.call(() -> 3)).isEqualTo(3);
            }
        });
    }

    /** A process that is killed at any moment loses what it does, which is told, and nothing else. */
    @Test
    public void killedInEachPhase_everyCallEnds() {
        assumeTrue(hasProcesses());
        run(() -> {
            try (var place = open()) {
                // while it runs
                Sign begun = sign("begun");
                Sign never = sign("never");
                var running = place.submit(() -> {
                    begun.show(Long.toString(ProcessHandle.current().pid()));
                    return never.waitUntilShown();
                });
                kill(Long.parseLong(begun.awaitShown()));
                assertThatThrownBy(running::await).isInstanceOf(WorkerLostException.class);

                // while it idles, and takes calls
                settle();
                kill(callUntilDone(place));
                var many = new ArrayList<RemoteCall<Integer>>();
                for (int i = 0; i < 50; i++) {
                    int number = i;
                    many.add(place.submit(() -> number));
                }
                int lost = 0;
                for (int i = 0; i < 50; i++) {
                    try {
                        assertThat(many.get(i).await()).isEqualTo(i);
                    } catch (WorkerLostException e) {
                        lost++;
                    }
                }
                assertThat(lost).isLessThan(50);

                // while it reads a call, and while it sends a result
                for (int delay : List.of(0, 1, 5, 20)) {
                    settle();
                    byte[] large = new byte[20 << 20];
                    long pid = callUntilDone(place);
                    var call = place.submit(() -> large);
                    sleep(Duration.ofMillis(delay));
                    kill(pid);
                    try {
                        assertThat(call.await()).hasSize(20 << 20);
                    } catch (WorkerLostException e) {
                        lost++;
                    }
                }
                assertThat(callUntilDone(place)).isNotEqualTo(ProcessHandle.current().pid());
            }
        });
    }

    private static long callUntilDone(Offload place) {
        while (true) {
            try {
                return place.call(() -> ProcessHandle.current().pid());
            } catch (WorkerLostException e) {
                sleep(Duration.ofMillis(10)); // it was given to one that is just dying
            }
        }
    }

    /** Waits until all processes are there again that the place had. */
    protected void settle() throws Exception {}

    /** Kills a process of the place, and sees to it that there will be another one. */
    protected void kill(long pid) throws Exception {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
