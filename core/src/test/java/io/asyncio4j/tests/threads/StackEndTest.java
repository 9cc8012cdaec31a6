package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Awaits in the last frames of a stack that is compiled, resumed by a loop that has a little less stack than it had. The JVM
 * has no room then to bring the task back, and ends; so the await must overflow while the task still runs.
 */
class StackEndTest {

    @Test
    void anAwaitAtTheEndOfTheStack_neverEndsTheJvm() {
        ChildJvm.Output output = ChildJvm.run(Program.class, Duration.ofMinutes(2),
                Loops.isCarried() ? "-Dasyncio4j.threads=carried" : "-Dasyncio4j.threads=portable",
                ChildJvm.FLAG,
                "-XX:+SuppressFatalErrorMessage");
        assertThat(output.lines()).isEqualTo(List.of("well", "well", "well"));
        assertThat(output.exitCode()).isZero();
    }

    static final class Program {

        private static final int[] LESS_STACK = {60, 120, 200};
        private static final int ROUNDS_TO_COMPILE = 40_000;
        private static final int SHALLOW = 300;
        private static final int DEEPEST = 200_000;
        private static final int NEAR = 100;
        private static final int SEARCHES = 10;

        private final EventLoop loop = EventLoop.create();
        private final int framesLess;

        private Program(int framesLess) {
            this.framesLess = framesLess;
        }

        public static void main(String[] args) {
            for (int frames : LESS_STACK) {
                System.out.println(new Program(frames).findsTheEnd() ? "well" : "no end");
            }
        }

        /** Awaits at depths around the last one that is possible, having searched for it; says whether it is there. */
        private boolean findsTheEnd() {
            try {
                for (int i = 0; i < ROUNDS_TO_COMPILE; i++) {
                    awaitsAt(SHALLOW);
                }
                boolean found = false;
                for (int i = 0; i < SEARCHES && !found; i++) { // what is compiled meanwhile moves the end
                    found = passesTheEnd();
                }
                return found;
            } finally {
                loop.close();
            }
        }

        private boolean passesTheEnd() {
            int works = SHALLOW;
            int overflows = DEEPEST;
            while (overflows - works > NEAR) {
                int depth = (works + overflows) / 2;
                if (awaitsAt(depth)) {
                    works = depth;
                } else {
                    overflows = depth;
                }
            }
            List<Boolean> seen = new ArrayList<>();
            for (int depth = works - NEAR; depth < overflows + NEAR; depth++) {
                seen.add(awaitsAt(depth));
            }
            return seen.contains(true) && seen.contains(false);
        }

        private boolean awaitsAt(int depth) {
            Task<Boolean> task = loop.createTask(() -> {
                try {
                    return descend(depth) == depth;
                } catch (StackOverflowError e) {
                    return false;
                }
            });
            loop.callSoon(loop::stop);
            loop.runForever(); // as far as the await
            loop.callSoon(loop::stop);
            runDeeper(framesLess);
            return loop.runUntilComplete(task);
        }

        private static int descend(int frames) {
            if (frames == 0) {
                sleep(Duration.ZERO);
                return 0;
            }
            return descend(frames - 1) + 1;
        }

        private int runDeeper(int frames) {
            if (frames == 0) {
                loop.runForever();
                return 0;
            }
            return runDeeper(frames - 1) + 1;
        }
    }
}
