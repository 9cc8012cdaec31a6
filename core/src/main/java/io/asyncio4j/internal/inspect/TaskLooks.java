package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.TaskPage;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Waits;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at many tasks of a loop again and again, at a cost for the loop that does not grow with what stays as it is. */
/*
 * To walk the stack of a suspended task takes some ten microseconds, all else about a task less than one. So a stack is
 * kept until the task waits for another future than it did then: while it awaits the same one it has not moved. What has
 * moved is walked as long as the time lasts that the caller grants, and the next look goes on from there, so that all
 * have their turn. The loop is asked in slices, each a step of its own, with pauses between them for the program.
 */
final class TaskLooks {

    private static final long SLICE_NANOS = 500_000;
    private static final long PAUSE_MILLIS = 1;
    private static final int BETWEEN_CLOCKS = 16;

    private record Known(@Nullable WeakReference<FutureImpl<?>> awaited, List<String> frames) {}

    // fixed
    private final LoopCore loop;
    private final LoopInspector inspector;

    // guarded by this; what is known is written by the loop, while the one who asks holds the lock and waits for it
    private SoftReference<Map<Long, Known>> known = new SoftReference<>(null);
    private long resumeAt;

    TaskLooks(LoopCore loop, LoopInspector inspector) {
        this.loop = loop;
        this.inspector = inspector;
    }

    /** One look: what it has seen so far. The loop has it while it answers a slice, who asks between slices. */
    private final class Look {
        final Map<Long, Known> before;
        final Map<Long, Known> after = new HashMap<>();
        final List<TaskSnapshot> seen = new ArrayList<>();
        final List<TaskImpl<?>> tasks;
        // of no task, so that nobody looks through all timers for the times
        final Waits waits = new Waits(loop, List.of());
        final long resumedAt = resumeAt;
        long stackNanos;
        long stoppedAt;
        int next;
        boolean stalled;

        Look(List<TaskImpl<?>> tasks, long stackNanos) {
            this.tasks = tasks;
            this.stackNanos = stackNanos;
            Map<Long, Known> before = known.get();
            this.before = before == null ? Map.of() : before;
        }

        /** A slice, on the loop. Says whether it has begun, which it does not if nobody waits for it any more. */
        boolean goOn() {
            long end = System.nanoTime() + SLICE_NANOS;
            for (int i = 1; next < tasks.size(); i++) {
                TaskImpl<?> task = tasks.get(next++);
                if (!task.done()) {
                    seen.add(Snapshots.withStack(task, stackOf(task, true), waits));
                }
                if (i % BETWEEN_CLOCKS == 0 && System.nanoTime() >= end) {
                    break;
                }
            }
            stalled = next == tasks.size() && Snapshots.isStalled(loop);
            return true;
        }

        void seeFromOutside() {
            for (; next < tasks.size(); next++) {
                TaskImpl<?> task = tasks.get(next);
                TaskSnapshot snapshot = LoopInspector.tried(task,
                        () -> Snapshots.withStack(task, stackOf(task, false), waits));
                if (snapshot != null) {
                    seen.add(snapshot);
                }
            }
        }

        private List<String> stackOf(TaskImpl<?> task, boolean isWithin) {
            FutureImpl<?> awaited = task.awaiting();
            Known old = before.get(task.id());
            Known now = old;
            boolean moved = old == null || awaited == null || old.awaited() == null
                    || old.awaited().get() != awaited;
            if (moved && task.id() >= resumedAt && (stackNanos > 0 || !isWithin)) {
                long start = System.nanoTime();
                List<String> frames = Snapshots.texts(task.getStack(LoopInspector.MOST_FRAMES));
                now = new Known(awaited == null ? null : new WeakReference<>(awaited), frames);
                stackNanos -= System.nanoTime() - start;
                if (stackNanos <= 0 && stoppedAt == 0) {
                    stoppedAt = task.id() + 1;
                }
            }
            if (now == null) {
                return List.of();
            }
            after.put(task.id(), now);
            return now.frames();
        }
    }

    synchronized TaskPage look(int mostTasks, long stackNanos) {
        if (inspector.isWithin()) {
            var look = new Look(limited(loop.tasks.snapshot(Long.MAX_VALUE), mostTasks), stackNanos);
            while (look.next < look.tasks.size()) {
                look.goOn();
            }
            return finish(look, true);
        }
        Long created = inspector.ask(_ -> loop.tasks.created()).answer();
        List<TaskImpl<?>> all = loop.tasks.snapshot(created == null ? Long.MAX_VALUE : created);
        var look = new Look(limited(all, mostTasks), stackNanos);
        boolean answers = created != null;
        while (answers && look.next < look.tasks.size()) {
            answers = inspector.ask(_ -> look.goOn()).answer() != null;
            if (answers && look.next < look.tasks.size()) {
                answers = pause();
            }
        }
        if (!answers) {
            look.seeFromOutside();
        }
        return finish(look, answers);
    }

    private static List<TaskImpl<?>> limited(List<TaskImpl<?>> tasks, int most) {
        return tasks.size() <= most ? tasks : tasks.subList(0, most);
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private TaskPage finish(Look look, boolean consistent) {
        known = new SoftReference<>(look.after);
        resumeAt = look.stoppedAt;
        return TaskPacking.pack(look.seen, Math.max(0, loop.tasks.alive() - look.seen.size()), consistent,
                consistent && look.stalled);
    }

    /** {@return the task with that number, its stack taken now; null if there is none} */
    @Nullable
    TaskSnapshot lookAt(long id) {
        TaskImpl<?> task = loop.tasks.numbered(id);
        if (task == null) {
            return null;
        }
        if (inspector.isWithin()) {
            return fresh(task);
        }
        var question = inspector.ask(_ -> task.done() ? List.<TaskSnapshot>of() : List.of(fresh(task)));
        List<TaskSnapshot> answer = question.answer();
        return answer == null ? inspector.seenNow(task) : answer.isEmpty() ? null : answer.getFirst();
    }

    private TaskSnapshot fresh(TaskImpl<?> task) {
        return Snapshots.of(task, task.getStack(LoopInspector.MOST_FRAMES),
                new Waits(loop, List.of(task)));
    }

    boolean cancel(long id, @Nullable String message) {
        TaskImpl<?> task = loop.tasks.numbered(id);
        if (task == null) {
            return false;
        }
        if (inspector.isWithin()) {
            return task.cancel(message);
        }
        Boolean asked = inspector.ask(_ -> task.cancel(message)).answer();
        if (asked == null) {
            throw new IllegalStateException("loop " + loop.name() + " is held, so that task " + id
                    + " cannot be cancelled now; look who holds it, and try again");
        }
        return asked;
    }
}
