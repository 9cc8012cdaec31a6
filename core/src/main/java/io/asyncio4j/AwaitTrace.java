package io.asyncio4j;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The awaits that an exception has come through: in debug mode, a suppressed exception of each one that a task gets from
 * a future. So a stack trace tells not only where the exception was made, which is on the stack of the task that has
 * failed, but also who awaited that task, and where.
 *
 * <p>Its message names the tasks and the places in the order in which the exception came by; its stack trace has the
 * frames of user code of each of them, in the same order. Nobody throws it, and an exception has one at most. A
 * {@link CancelledError}, a {@link VirtualMachineError} and an exception that keeps no suppressed ones have none. An
 * exception that a program makes once and throws again and again has one that tells of all times; after 16 awaits the
 * rest is only counted.
 *
 * <p><b>From CPython:</b> the frames that a traceback gains with each {@code await} that it leaves.
 */
/*
 * The exception may be anybody's, be awaited on several loops, and be printed on other threads meanwhile. Changes are
 * made under the exception's own lock, which addSuppressed takes, too; who reads sees one list or the next.
 */
public final class AwaitTrace extends Throwable {

    private static final long serialVersionUID = 1L;
    private static final int MOST_AWAITS = 16;

    // any thread, volatile
    private volatile List<Await> awaits = List.of();
    private volatile int more;

    /** One await: by whom, and its frames of user code, the newest first. */
    private record Await(String task, List<StackTraceElement> frames) implements Serializable {

        String text() {
            return frames.isEmpty() ? task : task + " at " + Stacks.site(Stacks.newest(frames.reversed()));
        }
    }

    private AwaitTrace() {
        super(null, null, false, true);
    }

    /** Notes that the running task, if there is one, gets {@code failure} from a future. */
    static void extend(Throwable failure) {
        EventLoop loop = EventLoop.runningOrNull();
        Task<?> task = loop == null ? null : loop.current();
        if (task == null || failure instanceof CancelledError || failure instanceof VirtualMachineError) {
            return;
        }
        try {
            // a generator's step has no stack: what lies below it is the loop's
            var frames =
                    task.thread() == null ? List.<StackTraceElement>of() : CreationStack.capture().frames();
            extend(failure, new Await("Task '" + task.getName() + "'", frames));
        } catch (StackOverflowError | OutOfMemoryError e) {
            // the program shall get its own exception, and not this one
        }
    }

    private static void extend(Throwable failure, Await await) {
        synchronized (failure) {
            AwaitTrace trace = of(failure);
            if (trace == null) {
                trace = new AwaitTrace();
                failure.addSuppressed(trace);
            }
            trace.add(await);
        }
    }

    private static @Nullable AwaitTrace of(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof AwaitTrace trace) {
                return trace;
            }
        }
        return null;
    }

    private void add(Await await) {
        if (awaits.contains(await)) {
            return; // a loop that awaits the same task again and again, for one
        }
        if (awaits.size() == MOST_AWAITS) {
            show(awaits, more + 1);
            return;
        }
        var longer = new ArrayList<>(awaits);
        longer.add(await);
        show(longer, more);
    }

    private void show(List<Await> awaits, int more) {
        this.awaits = List.copyOf(awaits);
        this.more = more;
        setStackTrace(
                awaits.stream().flatMap(each -> each.frames.stream()).toArray(StackTraceElement[]::new));
    }

    /** {@return the same, for another exception that goes its own way from here} */
    AwaitTrace copy() {
        var copy = new AwaitTrace();
        copy.show(awaits, more);
        return copy;
    }

    /** {@return who awaited it, and where} */
    @Override
    public String getMessage() {
        String text = awaits.stream().map(Await::text).collect(Collectors.joining(", by "));
        return "awaited by " + text + (more == 0 ? "" : ", and " + more + " more");
    }

    /** Does nothing: the frames are those of the awaits. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
