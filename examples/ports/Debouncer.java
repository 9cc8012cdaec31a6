// A debouncer: of many calls in a burst, one happens, when it has been quiet for a while; and a throttler: no more than
// so many in any period.
//
// What python-debouncer (https://github.com/sassanh/python-debouncer, Apache-2.0 licence) and asyncio-throttle
// (https://github.com/hallazzang/asyncio-throttle, MIT licence) do in Python, in code of our own.
//
//     ./asyncio4j run examples/ports/Debouncer.java

package ports;

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.sync.Lock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** For the tasks and callbacks of one loop. */
public final class Debouncer<T> {
    /**
     * When to act.
     *
     * @param quiet how long no call must have come
     * @param longest how long a burst can put it off, or null for no limit
     * @param leading whether the first call of a burst acts at once
     * @param trailing whether the last one acts when it is quiet
     */
    public record Options(Duration quiet, Duration longest, boolean leading, boolean trailing) {
        public static Options after(Duration quiet) {
            return new Options(quiet, null, false, true);
        }
    }

    private final Options options;
    private final Consumer<? super T> action;
    private TimerHandle timer;
    private Duration burstBegan;
    private boolean waiting; // for the trailing action, with the value
    private T value;

    public Debouncer(Options options, Consumer<? super T> action) {
        this.options = options;
        this.action = action;
    }

    /** Calls, or puts off, and forgets earlier calls that are put off. */
    public void call(T value) {
        var now = EventLoop.running().time();
        boolean first = timer == null;
        if (first) {
            burstBegan = now;
        } else {
            timer.cancel();
        }
        if (first && options.leading) {
            action.accept(value);
        } else {
            this.value = value;
            waiting = true;
        }
        var due = now.plus(options.quiet);
        if (options.longest != null && due.compareTo(burstBegan.plus(options.longest)) > 0) {
            due = burstBegan.plus(options.longest);
        }
        timer = EventLoop.running().callAt(due, this::flush);
    }

    /** Does at once what is put off, if anything is. */
    public void flush() {
        boolean act = waiting && options.trailing;
        var last = value;
        cancel();
        if (act) {
            action.accept(last);
        }
    }

    /** Drops what is put off. */
    public void cancel() {
        if (timer != null) {
            timer.cancel();
        }
        timer = null;
        waiting = false;
        value = null;
    }

    /** Lets {@code limit} pass in any period, in the order in which they came. */
    public static final class Throttler {
        private final int limit;
        private final Duration period;
        private final Lock turn = new Lock();
        private final ArrayDeque<Duration> passed = new ArrayDeque<>();

        public Throttler(int limit, Duration period) {
            this.limit = limit;
            this.period = period;
        }

        /** Waits until one more may pass. */
        public void acquire() {
            try (var _ = turn.acquire()) {
                var loop = EventLoop.running();
                if (passed.size() == limit) {
                    sleep(passed.getFirst().plus(period).minus(loop.time()));
                    passed.removeFirst();
                }
                passed.addLast(loop.time());
            }
        }
    }

    static void main() {
        run(() -> {
            var search = new Debouncer<String>(Options.after(Duration.ofMillis(300)),
                    text -> IO.println("searching for " + text));
            for (var typed : new String[] {"c", "ca", "cat"}) {
                search.call(typed);
                sleep(Duration.ofMillis(100));
            }
            sleep(Duration.ofSeconds(1));

            var throttler = new Throttler(2, Duration.ofSeconds(1));
            var start = EventLoop.running().time();
            for (int i = 1; i <= 5; i++) {
                throttler.acquire();
                IO.println(
                        "call " + i + " after " + EventLoop.running().time().minus(start).toSeconds() + " s");
            }
        });
    }
}
