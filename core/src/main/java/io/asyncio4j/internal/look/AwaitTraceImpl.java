package io.asyncio4j.internal.look;

import io.asyncio4j.CancelledError;
import io.asyncio4j.inspect.AwaitTrace;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.text.Stacks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An {@link AwaitTrace}, which grows with each await that its exception comes through. */
/*
 * The exception may be anybody's, be awaited on several loops, and be printed on other threads meanwhile. Changes are
 * made under the exception's own lock, which addSuppressed takes, too; who reads sees one list or the next.
 */
public final class AwaitTraceImpl extends AwaitTrace {

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

    private AwaitTraceImpl() {}

    /** Notes that the running task, if there is one, gets {@code failure} from a future. */
    public static void extend(Throwable failure) {
        LoopCore loop = LoopCore.runningOrNull();
        TaskImpl<?> task = loop == null ? null : loop.current();
        if (task == null || failure instanceof CancelledError || failure instanceof VirtualMachineError) {
            return;
        }
        try {
            // a generator's step has no stack: what lies below it is the loop's
            var frames =
                    task.thread() == null ? List.<StackTraceElement>of() : CreationStack.capture().frames();
            extend(failure, new Await("Task '" + Shown.shortened(task.getName()) + "'", frames));
        } catch (StackOverflowError | OutOfMemoryError e) {
            // the program shall get its own exception, and not this one
        }
    }

    private static void extend(Throwable failure, Await await) {
        synchronized (failure) {
            AwaitTraceImpl trace = of(failure);
            if (trace == null) {
                trace = new AwaitTraceImpl();
                failure.addSuppressed(trace);
            }
            trace.add(await);
        }
    }

    private static @Nullable AwaitTraceImpl of(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof AwaitTraceImpl trace) {
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
    public AwaitTraceImpl copy() {
        var copy = new AwaitTraceImpl();
        copy.show(awaits, more);
        return copy;
    }

    @Override
    public String getMessage() {
        String text = awaits.stream().map(Await::text).collect(Collectors.joining(", by "));
        return "awaited by " + text + (more == 0 ? "" : ", and " + more + " more");
    }
}
