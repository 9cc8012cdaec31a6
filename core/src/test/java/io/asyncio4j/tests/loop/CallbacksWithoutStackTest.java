package io.asyncio4j.tests.loop;

import static io.asyncio4j.tests.support.Loops.ms;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OwnLibrary;
import io.asyncio4j.tests.support.Scarcity;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * TSK-18: where there is no stack to give a callback to its loop, from any of the calls on that this takes, it is not called:
 * whoever gets the error may give it once more. So nothing follows the queueing, behind which others may run it, too.
 */
class CallbacksWithoutStackTest {

    // TSK-18
    @Test
    void callbackThatCouldNotBeGiven_isNotCalled() throws Exception {
        try (var library = new OwnLibrary().withScarceStackIn(
                "io.asyncio4j.internal.handle.Callbacks", "io.asyncio4j.internal.loop.EventLoopImpl")) {
            library.run(Program.class);
        }
    }

    /** Gives callbacks in all ways, where there are no libraries for tests. */
    public static final class Program {

        private static final int LEAST_CALLS = 4;

        private interface Way {
            void give(EventLoop loop, Runnable callback);
        }

        private interface Attempt {
            boolean overflows(Runnable giving, int calls) throws InterruptedException;
        }

        private Program() {}

        public static void run() {
            tell("soon", EventLoop::callSoon, Program::overflows);
            tell("later", (loop, callback) -> loop.callLater(ms(1), callback), Program::overflows);
            tell("at", (loop, callback) -> loop.callAt(loop.time().plus(ms(1)), callback),
                    Program::overflows);
            tell("threadsafe", EventLoop::callSoonThreadsafe, Program::overflows);
            tell("from outside", EventLoop::callSoonThreadsafe, Program::overflowsElsewhere);
        }

        private static void tell(String name, Way way, Attempt attempt) {
            Loops.run(() -> {
                EventLoop loop = EventLoop.running();
                int calls = 0;
                boolean overflows;
                do {
                    calls++;
                    var called = new AtomicInteger();
                    overflows = attempt.overflows(() -> way.give(loop, called::incrementAndGet), calls);
                    Asyncio.sleep(ms(5));
                    check(called.get() == (overflows ? 0 : 1), name + ": without stack for call " + calls
                            + ", and called " + called + " times");
                } while (overflows);
                check(calls > LEAST_CALLS, name + " takes " + calls + " calls only");
            });
        }

        private static boolean overflows(Runnable giving, int calls) {
            Scarcity.overflowFrom(calls);
            try {
                giving.run();
                return false;
            } catch (StackOverflowError e) {
                return true;
            } finally {
                Scarcity.endOverflow();
            }
        }

        private static boolean overflowsElsewhere(Runnable giving, int calls) throws InterruptedException {
            var overflows = new boolean[1];
            Thread.ofPlatform().start(() -> overflows[0] = overflows(giving, calls)).join();
            return overflows[0];
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }
    }
}
