package io.asyncio4j.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a probe has found room, there is room: in the interpreter, and where a compiler has left out the probe's frames. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StackProbeTest {

    private static final int STACK = 1 << 20;
    private static final int ROUNDS_TO_COMPILE = 100_000;
    private static final int SHALLOW = 20;
    private static final int DEEPEST = 1_000_000;
    private static final int LAST_DEPTHS = 400;
    private static final int FEW_DEPTHS = 20;
    private static final int MOST_ROUNDS = 20;

    private static int framesOfRoom;
    private static int roomsMissing;

    /* Each has a method of its own that goes down, for what a compiler puts in its place counts wherever it is called. */
    enum Room {
        TO_QUEUE(4),
        TO_SUSPEND(8),
        USUAL(12),
        TO_WALK(20);

        private final int kilobytes;

        Room(int kilobytes) {
            this.kilobytes = kilobytes;
        }

        private int down(int frames) {
            return switch (this) {
                case TO_QUEUE -> downToQueue(frames);
                case TO_SUSPEND -> downToSuspend(frames);
                case USUAL -> downToWork(frames);
                case TO_WALK -> downToWalk(frames);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAProbeHasFoundRoomFor_doesNotOverflow(Room room) throws InterruptedException {
        onItsOwnStack(() -> {
            framesOfRoom = 1;
            for (int i = 0; i < ROUNDS_TO_COMPILE; i++) {
                room.down(SHALLOW);
                StackProbe.ensureSmall(SHALLOW);
            }
            int round = 0;
            boolean wasAtTheEnd;
            do { // what goes down may be compiled anew meanwhile, and its frames be larger or smaller than they were
                framesOfRoom = 0;
                // as if there were no more on the stack than these frames, so they are thought to be larger than they are
                int all = deepest(StackProbeTest::small);
                int deepest = deepest(room::down);
                framesOfRoom = (int) ((long) all * room.kilobytes * 1024 / STACK);
                roomsMissing = 0;
                for (int depth = deepest - LAST_DEPTHS; depth <= deepest; depth++) {
                    tryAt(depth, room::down);
                }
                framesOfRoom = 0;
                wasAtTheEnd = deepest(room::down) - deepest < FEW_DEPTHS;
                round++;
            } while ((roomsMissing > 0 || !wasAtTheEnd) && round < MOST_ROUNDS);
            assertThat(wasAtTheEnd).as("whether it was tried where the stack ends").isTrue();
            assertThat(roomsMissing)
                    .as("depths at which %s KB were found, and were not there", room.kilobytes).isZero();
        });
    }

    @Test
    void roomForNothing_isThere() {
        StackProbe.ensureSmall(0);
        StackProbe.ensureSmall(-1);
        assertThat(deepest(StackProbeTest::small)).isGreaterThan(SHALLOW);
    }

    private static int downToQueue(int frames) {
        if (frames == 0) {
            StackProbe.ensureToQueue();
            useRoom();
            return 0;
        }
        return downToQueue(frames - 1) + 1;
    }

    private static int downToSuspend(int frames) {
        if (frames == 0) {
            StackProbe.ensureToSuspend();
            useRoom();
            return 0;
        }
        return downToSuspend(frames - 1) + 1;
    }

    private static int downToWork(int frames) {
        if (frames == 0) {
            StackProbe.ensure();
            useRoom();
            return 0;
        }
        return downToWork(frames - 1) + 1;
    }

    private static int downToWalk(int frames) {
        if (frames == 0) {
            StackProbe.ensureToWalk();
            useRoom();
            return 0;
        }
        return downToWalk(frames - 1) + 1;
    }

    private static int small(int frames) {
        StackProbe.ensureSmall(frames);
        return frames;
    }

    private static void useRoom() {
        try {
            StackProbe.ensureSmall(framesOfRoom);
        } catch (StackOverflowError e) {
            roomsMissing++;
        }
    }

    private static int deepest(IntUnaryOperator down) {
        int works = SHALLOW;
        int overflows = DEEPEST;
        while (overflows - works > 1) {
            int depth = (works + overflows) / 2;
            if (tryAt(depth, down)) {
                works = depth;
            } else {
                overflows = depth;
            }
        }
        return works;
    }

    private static boolean tryAt(int depth, IntUnaryOperator down) {
        try {
            down.applyAsInt(depth);
            return true;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static void onItsOwnStack(Runnable work) throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(null, work, "stack of 1 MB", STACK);
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }
}
