package io.asyncio4j.cli.inspect;

import static io.asyncio4j.cli.inspect.InspectionFailure.CANNOT_LOOK;
import static io.asyncio4j.cli.inspect.InspectionFailure.NOTHING_THERE;

import io.asyncio4j.inspect.EventLoopMXBean;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Switches something on at the loops of another process, waits, and switches it off. It is switched off, too, if this
 * command is interrupted; and if the command is killed, the library over there does so itself some seconds later.
 */
final class TimedWatch<T> {

    /** How much longer than wanted it stays on at most. */
    static final int SPARE_SECONDS = 30;

    private static final long MOST_SECONDS = TimeUnit.HOURS.toSeconds(1);
    private static final long LOOK_MILLIS = 100;
    private static final int LOOKS_UNTIL_ASKED = 10;

    private final TargetJvm jvm;
    private final @Nullable String loop;
    private final Consumer<EventLoopMXBean> on;
    private final Function<EventLoopMXBean, T> off;
    // the names of the loops at which this has switched something on, and not off
    private final Set<String> switchedOn = ConcurrentHashMap.newKeySet();

    TimedWatch(TargetJvm jvm, @Nullable String loop, Consumer<EventLoopMXBean> on,
            Function<EventLoopMXBean, T> off) {
        this.jvm = jvm;
        this.loop = loop;
        this.on = on;
        this.off = off;
    }

    /** Throws if nobody could wait for so long, or for no time at all. */
    static void checkSeconds(double seconds) throws InspectionFailure {
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new InspectionFailure(InspectionFailure.USAGE,
                    "--seconds must be more than zero and at most " + MOST_SECONDS + ": " + seconds);
        }
    }

    /** {@return after how many seconds the library is to give up} */
    static int limit(double seconds) {
        return (int) Math.ceil(seconds) + SPARE_SECONDS;
    }

    /** {@return what there was to be seen of each loop that has run all the while} */
    List<T> watch(double seconds) throws Exception {
        var stopper = new Thread(this::tidyUp, "asyncio4j-stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            List<Boolean> begun = jvm.each(loop, bean -> {
                String name = bean.getName(); // first, as the loop may end at once
                on.accept(bean);
                return switchedOn.add(name);
            });
            if (begun.isEmpty()) {
                throw new InspectionFailure(NOTHING_THERE, "process " + jvm.pid() + " runs no loop"
                        + (loop == null ? "" : " that is called " + loop) + " now");
            }
            await(seconds);
            List<T> seen = switchOff();
            if (seen.isEmpty()) {
                throw new InspectionFailure(CANNOT_LOOK, "the loop of process " + jvm.pid()
                        + " has ended before the " + text(seconds)
                        + " were over, and so there is nothing of it");
            }
            return seen;
        } finally {
            tidyUp();
            remove(stopper);
        }
    }

    /** {@return the seconds with their word} */
    static String text(double seconds) {
        return (seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds))
                + (seconds == 1 ? " second" : " seconds");
    }

    /** Waits for so long, or until none of the loops runs any longer. */
    private void await(double seconds) throws Exception {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long look = 1;; look++) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)));
            if (!Jvms.isAlive(jvm.pid())) {
                throw new TargetJvm.Ended();
            }
            if (look % LOOKS_UNTIL_ASKED == 0
                    && Collections.disjoint(jvm.each(loop, EventLoopMXBean::getName), switchedOn)) {
                return;
            }
        }
    }

    // Only what this has switched on: somebody else may be watching another loop.
    private List<T> switchOff() throws Exception {
        return jvm.each(loop, bean -> switchedOn.remove(bean.getName()) ? Optional.of(off.apply(bean))
                : Optional.<T>empty()).stream().flatMap(Optional::stream).toList();
    }

    private void tidyUp() {
        if (!switchedOn.isEmpty()) {
            try {
                switchOff();
            } catch (Exception e) {
                // it has ended, or gives up by itself
            }
        }
    }

    /** Takes back a thread that was to run when the command ends. */
    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the command is just ending
        }
    }
}
