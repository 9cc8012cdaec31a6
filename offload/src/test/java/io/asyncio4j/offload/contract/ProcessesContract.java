package io.asyncio4j.offload.contract;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.NotSendableException;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteException;
import io.asyncio4j.offload.RemoteFunction;
import io.asyncio4j.offload.RemoteStack;
import io.asyncio4j.offload.WorkerLostException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What places in other processes keep to as well: what cannot be serialised is an error, and a process that is killed, at
 * any moment, loses what it does, which is told, and nothing else.
 */
public abstract class ProcessesContract extends OffloadContract {

    @Override
    protected final boolean isHere() {
        return false;
    }

    /** Kills a process of the place, and sees to it that there will be another one. */
    protected void kill(long pid) throws Exception {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** {@return how many of {@code all} calls, made at once, a process may have been given before it is seen to be dead} */
    protected int mostCallsOfAProcess(int all) {
        return all - 1;
    }

    /** Waits until all processes are there again that the place had. */
    protected void settle() throws Exception {}

    /** Makes calls while a process of the place starts, kills that, and {@return the calls} */
    protected abstract List<RemoteCall<Integer>> callsWhileOneIsKilledThatStarts(Offload place)
            throws Exception;

    /** Tells in a file which process it is in, and waits there for what never comes. */
    private static void stay(Sign begun) throws IOException {
        begun.show(Long.toString(ProcessHandle.current().pid()));
        while (true) {
            try {
                Thread.sleep(600_000);
            } catch (InterruptedException e) {
                begun.next().show();
            }
        }
    }

    private void killWhoShows(Sign begun) throws Exception {
        kill(Long.parseLong(begun.awaitShown()));
    }

    private static void assertLost(RemoteCall<?> call) {
        assertThatThrownBy(call::await).isInstanceOf(WorkerLostException.class);
    }

    /** {@return the process that has made a call}; one that was given to a process that is just dying is made again. */
    private static long callUntilDone(Offload place) {
        while (true) {
            try {
                return place.call(() -> ProcessHandle.current().pid());
            } catch (WorkerLostException e) {
                sleep(Duration.ofMillis(10));
            }
        }
    }

    // What cannot be serialised.

    static final class HoldsAThread extends RuntimeException {
        final Thread thread = Thread.currentThread();

        HoldsAThread() {
            super("I hold a thread");
        }
    }

    /** An exception that cannot even be looked at. */
    static final class Hidden extends RuntimeException {
        Hidden() {
            super("do not look");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack for you");
        }
    }

    /** A function that is fine itself. */
    private record Adding(Object something) implements RemoteFunction<Object, Object> {
        @Override
        public Object apply(Object element) {
            return something;
        }
    }

    @Test
    public void whatCannotBeSerialised_isAnErrorEachTime() {
        run(() -> {
            try (var place = open()) {
                var lock = new Object();
                assertThatThrownBy(() -> place.submit(() -> lock)).isInstanceOf(NotSendableException.class)
                        .hasMessageContaining("'lock' of the lambda");
                var deep = List.of(1, List.of(lock));
                assertThatThrownBy(() -> place.submit(() -> deep)).isInstanceOf(NotSendableException.class);
                assertThatThrownBy(() -> place.map(List.of(1, lock), element -> 1).forEach(result -> {}))
                        .isInstanceOf(NotSendableException.class);
                assertThatThrownBy(() -> place.map(List.of(1), new Adding(lock)).forEach(result -> {}))
                        .isInstanceOf(NotSendableException.class).hasMessageContaining("something");
                assertThatThrownBy(() -> place.call(() -> Thread.currentThread()))
                        .isInstanceOf(NotSendableException.class)
                        .hasMessageContaining("the result of the call");
                assertThatThrownBy(() -> place.call(() -> {
                    throw new HoldsAThread();
                })).isInstanceOf(RemoteException.class).hasMessageContaining(HoldsAThread.class.getName())
                        .hasMessageContaining("I hold a thread");
                assertThatThrownBy(() -> place.call(() -> {
                    throw new IOException("outside", new HoldsAThread());
                })).isInstanceOfSatisfying(RemoteException.class,
                        e -> {
                            assertThat(e.remoteText()).contains("IOException: outside")
                                    .contains("Caused by: " + HoldsAThread.class.getName()
                                            + ": I hold a thread");
                            assertThat(e.getSuppressed()).singleElement().isInstanceOf(RemoteStack.class);
                            assertThat(e.getSuppressed()[0].getStackTrace()[0].getClassName())
                                    .as("where it was thrown").isEqualTo(ProcessesContract.class.getName());
                        });
                assertThatThrownBy(() -> place.call(() -> {
                    throw new Hidden();
                })).isInstanceOf(RemoteException.class).hasMessageContaining("do not look")
                        .hasMessageContaining("no stack for you");
                assertThatThrownBy(() -> place.map(List.of(1), element -> {
                    throw new Hidden();
                }).forEach(result -> {})).isInstanceOf(RemoteException.class)
                        .hasMessageContaining("do not look");
                assertThat(place.call(() -> 1)).as("nobody minds").isEqualTo(1);
            }
        });
    }

    // Killed by SIGKILL, in each phase.

    @Test
    @Timeout(300) // members are started, which a busy machine does slowly
    public void killedWhileItStarts_everyCallEnds() {
        run(() -> {
            try (var place = open()) {
                int answered = 0;
                int number = 0;
                for (RemoteCall<Integer> call : callsWhileOneIsKilledThatStarts(place)) {
                    try {
                        assertThat(call.await()).isEqualTo(number);
                        answered++;
                    } catch (WorkerLostException e) {
                        // told
                    }
                    number++;
                }
                assertThat(answered).isLessThanOrEqualTo(number);
                assertThat(callUntilDone(place)).isNotEqualTo(ProcessHandle.current().pid());
            }
        });
    }

    /** An object that a process cannot finish to read. */
    private static final class ReadForEver implements Serializable {
        private final Sign begun;

        ReadForEver(Sign begun) {
            this.begun = begun;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            stay(begun);
        }
    }

    @Test
    public void killedWhileItReadsACall_thatIsLost() {
        run(() -> {
            try (var place = open()) {
                Sign begun = sign("begun");
                var endless = new ReadForEver(begun);
                var call = place.submit(() -> endless.begun.isShown());
                killWhoShows(begun);
                assertLost(call);
                callUntilDone(place);
            }
        });
    }

    @Test
    public void killedWhileItRuns_theCallIsLost_andNoOther() {
        run(() -> {
            try (var place = open()) {
                Sign go = sign("go");
                Sign begun = sign("begun");
                var call = place.submit(() -> stay(begun));
                long pid = Long.parseLong(begun.awaitShown());
                RemoteCall<Long> other = elsewhere(place, pid, go);
                kill(pid);
                assertLost(call);
                go.show();
                assertThat(other.await()).isNotEqualTo(pid);
            }
        });
    }

    /** {@return a call that runs in another process, until {@code go} is shown} */
    private RemoteCall<Long> elsewhere(Offload place, long pid, Sign go) {
        for (int i = 0;; i++) {
            Sign where = sign("where" + i);
            var call = place.submit(() -> {
                where.show(Long.toString(ProcessHandle.current().pid()));
                go.waitUntilShown();
                return ProcessHandle.current().pid();
            });
            if (Long.parseLong(where.awaitShown()) != pid) {
                return call;
            }
            call.cancel();
        }
    }

    /** An object that a process cannot finish to write. */
    private static final class WrittenForEver implements Serializable {
        private final Sign begun;

        WrittenForEver(Sign begun) {
            this.begun = begun;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            stay(begun);
        }
    }

    @Test
    public void killedWhileItWritesTheResult_theCallIsLost() {
        run(() -> {
            try (var place = open()) {
                Sign begun = sign("begun");
                var call = place.submit(() -> new WrittenForEver(begun));
                killWhoShows(begun);
                assertLost(call);
                callUntilDone(place);
            }
        });
    }

    @Test
    @Timeout(300) // members are started again and again
    public void killedWhileBytesAreOnTheirWay_theCallEnds() {
        run(() -> {
            try (var place = open()) {
                byte[] large = new byte[20 << 20];
                for (int delay : List.of(0, 1, 5, 20)) {
                    settle();
                    long pid = callUntilDone(place);
                    var call = place.submit(() -> large);
                    sleep(Duration.ofMillis(delay));
                    kill(pid);
                    try {
                        assertThat(call.await()).hasSize(20 << 20);
                    } catch (WorkerLostException e) {
                        // told
                    }
                }
                callUntilDone(place);
            }
        });
    }

    @Test
    public void killedWhileItIdles_andTakesCalls_onlyItsOwnAreLost() {
        run(() -> {
            try (var place = open()) {
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
                assertThat(lost).isLessThanOrEqualTo(mostCallsOfAProcess(50));
            }
        });
    }

    @Test
    public void killedWhileItEndsACancelledCall_theAnswerComes() {
        run(() -> {
            try (var place = open()) {
                Sign begun = sign("begun");
                var call = place.submit(() -> stay(begun));
                long pid = Long.parseLong(begun.awaitShown());
                call.cancel();
                assertThatThrownBy(call::await).isInstanceOf(CancelledError.class);
                begun.next().awaitShown(); // it was interrupted, and does not listen
                assertThat(call.cancelAnswer()).isEqualTo(CancelAnswer.ASKED);
                kill(pid);
                assertThat(call.awaitStopped()).isIn(CancelAnswer.CONFIRMED, CancelAnswer.UNKNOWN);
                callUntilDone(place);
            }
        });
    }

    @Test
    public void killedWhileThePlaceIsClosed_itIsClosedAllTheSame() {
        run(() -> {
            var place = open();
            Sign begun = sign("begun");
            var call = place.submit(() -> stay(begun));
            long pid = Long.parseLong(begun.awaitShown());
            var closing = createTask(place::close);
            sleep(Duration.ZERO);
            assertThat(closing.done()).isFalse();
            kill(pid);
            closing.await();
            assertLost(call);
        });
    }
}
