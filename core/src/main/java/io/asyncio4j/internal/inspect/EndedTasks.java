package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.inspect.TaskTimes.Times;
import io.asyncio4j.internal.queue.CancelRing.Request;
import io.asyncio4j.internal.queue.EndedRing.Ended;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.text.Shown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a loop remembers of its tasks that have ended. */
public final class EndedTasks {

    private static final double NANOS_PER_MILLI = 1e6;
    // who asks while the loop does not run, or runs neither a task nor a callback
    private static final String OUTSIDE = "no task";

    private EndedTasks() {}

    /** {@return those of {@code loop}, the last one first} Any thread may ask. */
    public static List<EndedTask> of(LoopCore loop) {
        var all = new ArrayList<EndedTask>();
        loop.tasks.ended.forEach(ended -> all.add(of(loop, ended)));
        return all;
    }

    private static EndedTask of(LoopCore loop, Ended ended) {
        String failure = ended.failure();
        Request request = loop.tasks.cancelRequests.lastOf(ended.id());
        TaskTimes all = TaskTimes.ifPresent(loop);
        Times times = all == null ? null : all.ofEnded(ended.id());
        return new EndedTask(ended.id(), nameOf(ended),
                (ended.isClassName() ? Names.ofClassName(ended.coroutine()) : ended.coroutine()) + "()",
                outcome(ended.state()),
                failure == null ? "" : failure, request == null ? "" : requester(loop, request),
                request == null || request.message() == null ? "" : request.message(),
                times == null ? null : times.livedNanos() / NANOS_PER_MILLI,
                times == null ? null : times.ranNanos() / NANOS_PER_MILLI,
                times == null ? null : times.steps());
    }

    private static String nameOf(Ended ended) {
        String name = ended.name();
        return name == null ? TaskImpl.name(ended.nameNumber()) : name;
    }

    private static String requester(LoopCore loop, Request request) {
        if (request.requester() == 0) {
            String origin = request.origin();
            return origin == null ? OUTSIDE : origin.endsWith(")") ? origin : origin + "()";
        }
        String name = nameOf(loop, request.requester());
        return name == null ? "task #" + request.requester() : "Task '" + Shown.shortened(name) + "'";
    }

    /** {@return the name of the task with number {@code id}, be it done or not; null if it is forgotten} */
    static @Nullable String nameOf(LoopCore loop, long id) {
        String name = loop.tasks.nameOf(id);
        if (name != null) {
            return name;
        }
        var names = new ArrayList<String>(1);
        loop.tasks.ended.forEach(ended -> {
            if (ended.id() == id) {
                names.add(nameOf(ended));
            }
        });
        return names.isEmpty() ? null : names.getFirst();
    }

    private static String outcome(byte state) {
        return switch (state) {
            case FutureImpl.FINISHED -> "value";
            case FutureImpl.FAILED -> "exception";
            default -> "cancelled";
        };
    }

    /** Switches on or off that times are measured. Any thread may call this. */
    public static void measure(LoopCore loop, boolean on) {
        TaskTimes.of(loop).set(on);
    }

    static boolean isMeasured(LoopCore loop) {
        TaskTimes times = TaskTimes.ifPresent(loop);
        return times != null && times.isOn();
    }
}
