package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Waits;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.watch.Culprit;
import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at a running loop from another thread: by way of the loop if that answers soon, else from outside. */
/*
 * A loop that is held is the one that people want to look at. So nobody waits for longer than PATIENCE until it answers.
 * A question that was not answered in time stays in the loop's inbox, where it is answered with nothing; there is one at
 * most for each thread that asks, however often it does, as nobody asks anew before that one is answered.
 *
 * Nor shall the loop be held for long by whoever looks. Where it has so many tasks that to go through all of them takes
 * milliseconds, it says only how many it has created, and who asks looks for those that come first and asks again. All
 * that existed when the loop said that, and still do, are found so, in their order; the loop leaves out what has ended
 * meanwhile. If too few are left, it goes on like this a few times before the loop looks for itself.
 *
 * From outside, plain fields and collections of the loop are read while the loop may write them. What is read may be
 * old, or may not fit together, but nothing is written, and whatever exception comes of that is met by another try.
 */
public final class LoopInspector {

    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);
    // with many tasks, and on a busy machine
    private static final long LONGEST_ANSWER = TimeUnit.SECONDS.toNanos(10);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int MOST_TRIES = 3;
    static final int MOST_FRAMES = 200;
    // so few tasks can be sorted in less time than the stacks of those take that are shown
    private static final int FEW_TASKS = 1_000;

    // fixed
    private final LoopCore loop;

    // any thread, volatile: one that the loop owes an answer since it was asked
    private volatile @Nullable Question<?> owed;

    LoopInspector(LoopCore loop) {
        this.loop = loop;
    }

    LoopReport report(int mostTasks) {
        if (isWithin()) {
            return fromWithin(oldest(mostTasks), 0);
        }
        Question<Answer> question = ask(lag -> answer(List.of(), mostTasks, false, lag));
        Answer answer = question.answer();
        long lag = question.age();
        for (int tries = 1; answer != null && answer.report() == null; tries++) {
            List<TaskImpl<?>> found = loop.tasks.snapshot(answer.created());
            boolean isLast = tries == MOST_TRIES;
            question = ask(_ -> answer(found, mostTasks, isLast, lag));
            answer = question.answer();
        }
        LoopReport report = answer == null ? null : answer.report();
        return report != null ? report : fromOutside(mostTasks, question.age());
    }

    List<EndedTask> endedTasks() {
        if (!isWithin()) {
            List<EndedTask> answer = ask(_ -> EndedTasks.of(loop)).answer();
            if (answer != null) {
                return answer;
            }
        }
        return EndedTasks.of(loop);
    }

    double lagMillis() {
        return isWithin() ? 0 : ask(_ -> Boolean.TRUE).age() / NANOS_PER_MILLI;
    }

    boolean isWithin() {
        return loop.isHeldHere();
    }

    /** {@return a question that was answered, or one whose answer will not be waited for any longer} */
    <T> Question<T> ask(LongFunction<T> work) {
        Question<?> owed = this.owed;
        if (owed != null && !owed.waitFor()) {
            return new Question<>(owed.start, work);
        }
        var question = new Question<>(System.nanoTime(), work);
        if (!loop.isClosed()) {
            loop.turns.enqueueFromOutside(question);
        }
        if (question.waitFor()) {
            this.owed = null;
        } else {
            question.drop();
            this.owed = question;
        }
        return question;
    }

    // What is asked.

    /** The loop's report, or how many tasks it has created, for somebody else to find those that are to be shown. */
    private record Answer(@Nullable LoopReport report, long created) {}

    /**
     * {@return the report if {@code found} has the oldest tasks that there are, or if these are not hard to find}
     *
     * @param found the oldest tasks that there were, in their order, and those that have ended since
     */
    private Answer answer(List<TaskImpl<?>> found, int mostTasks, boolean atAnyPrice, long lagNanos) {
        int wanted = Math.min(mostTasks, loop.tasks.alive());
        List<TaskImpl<?>> shown = new ArrayList<>();
        for (TaskImpl<?> task : found) {
            if (shown.size() == wanted) {
                break;
            }
            if (!task.done()) {
                shown.add(task);
            }
        }
        if (shown.size() < wanted) {
            if (!atAnyPrice && loop.tasks.alive() > FEW_TASKS) {
                return new Answer(null, loop.tasks.created());
            }
            shown = oldest(mostTasks);
        }
        return new Answer(fromWithin(shown, lagNanos), 0);
    }

    private List<TaskImpl<?>> oldest(int mostTasks) {
        return loop.tasks.snapshot(Long.MAX_VALUE).stream().limit(mostTasks).toList();
    }

    private LoopReport fromWithin(List<TaskImpl<?>> shown, long lagNanos) {
        var tasks = new ArrayList<TaskSnapshot>();
        var waits = new Waits(loop, shown);
        for (TaskImpl<?> task : shown) {
            tasks.add(Snapshots.of(task, task.getStack(MOST_FRAMES), waits));
        }
        return new LoopReport(new LoopSnapshot(loop.name(), tasks, Snapshots.isStalled(loop)),
                loop.tasks.alive() - tasks.size(), true,
                "",
                List.of(),
                lagNanos / NANOS_PER_MILLI, LoopBean.threadsOf(loop), Snapshots.statistics(loop));
    }

    /** The other way, for any thread at any time. */
    LoopReport fromOutside(int mostTasks, long lagNanos) {
        TaskImpl<?> current = loop.currentFromOutside();
        Culprit culprit = culprit(current);
        var tasks = new ArrayList<TaskSnapshot>();
        var all = loop.tasks.snapshot();
        int unseen = 0;
        var waits = new Waits(loop, all.stream().limit(mostTasks).toList());
        for (TaskImpl<?> task : all) {
            if (tasks.size() == mostTasks) {
                break;
            }
            TaskSnapshot seen = seen(task, task == current ? culprit : null, waits);
            if (seen != null) {
                tasks.add(seen);
            } else {
                unseen++;
            }
        }
        return new LoopReport(new LoopSnapshot(loop.name(), tasks, false), all.size() - tasks.size() - unseen,
                false,
                culprit == null ? "" : culprit.text(),
                culprit == null ? List.of() : Snapshots.texts(culprit.frames()),
                lagNanos / NANOS_PER_MILLI, LoopBean.threadsOf(loop), Snapshots.statistics(loop));
    }

    /** {@return what holds the loop} If that changes all the while, nothing does for long. */
    private @Nullable Culprit culprit(@Nullable TaskImpl<?> current) {
        for (int i = 0; i < MOST_TRIES; i++) {
            long step = loop.turns.steps;
            HandleImpl handle = loop.turns.runningHandle;
            Thread holder = loop.holder(current);
            if (holder == null || (current == null && handle == null)) {
                return null;
            }
            try {
                var culprit = Culprit.of(current, handle, holder);
                if (loop.turns.steps == step && loop.currentFromOutside() == current) {
                    return culprit;
                }
            } catch (RuntimeException e) {
                // it has gone on meanwhile
            }
        }
        return null;
    }

    /** {@return what can be seen of {@code task}; null if it has just ended} */
    private static @Nullable TaskSnapshot seen(TaskImpl<?> task, @Nullable Culprit running, Waits waits) {
        return tried(task, () -> Snapshots.of(task,
                running != null ? running.frames() : task.getStack(MOST_FRAMES), waits));
    }

    /** {@return what can be seen of {@code task} from outside, now; null if it has just ended} */
    @Nullable
    TaskSnapshot seenNow(TaskImpl<?> task) {
        TaskImpl<?> current = loop.currentFromOutside();
        return seen(task, task == current ? culprit(current) : null,
                new Waits(loop, List.of(task)));
    }

    /** {@return what {@code look} sees of {@code task}, tried again if that goes on meanwhile; null if it has ended} */
    static @Nullable TaskSnapshot tried(TaskImpl<?> task, Supplier<TaskSnapshot> look) {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                return task.done() ? null : look.get();
            } catch (RuntimeException e) {
                // it has gone on meanwhile
            }
        }
        return new TaskSnapshot(task.id(), Shown.shortened(task.getName()),
                Shown.shortened(task.coroutineName()), "busy", List.of(),
                List.of(), null);
    }

    /** Something that the loop does between two steps, for somebody on another thread who waits for it. */
    static final class Question<T> extends FutureListener implements LoopObserver.Housekeeping {

        private final long start;

        // guarded by this
        private @Nullable LongFunction<T> work;
        private @Nullable T answer;
        private long end;
        private boolean begun;
        private boolean answered;

        Question(long start, LongFunction<T> work) {
            this.start = start;
            this.work = work;
        }

        @Override
        public void call() {
            long now = System.nanoTime();
            LongFunction<T> work = begin(now);
            T answer = null;
            try {
                answer = work == null ? null : work.apply(now - start);
            } catch (RuntimeException | Error e) {
                // the loop shall not notice, nor its exception handler; who asks goes the other way
            } finally {
                answer(answer);
            }
        }

        private synchronized @Nullable LongFunction<T> begin(long now) {
            LongFunction<T> taken = work;
            work = null;
            end = now;
            begun = true;
            return taken;
        }

        private synchronized void answer(@Nullable T answer) {
            this.answer = answer;
            answered = true;
            notifyAll();
        }

        /** Says that nobody waits any longer. */
        synchronized void drop() {
            work = null;
        }

        @Nullable
        synchronized T answer() {
            return answer;
        }

        /** {@return how long the loop took to begin with the answer, or has taken until now} */
        synchronized long age() {
            return (begun ? end : System.nanoTime()) - start;
        }

        /** Waits until the loop has the time, and then for the answer. Says whether that is there. */
        synchronized boolean waitFor() {
            long from = System.nanoTime();
            boolean interrupted = false;
            while (!answered) {
                long left = (begun ? LONGEST_ANSWER : PATIENCE) - (System.nanoTime() - from);
                if (left <= 0) {
                    break;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return answered;
        }

        @Override
        public String toString() {
            return "inspection";
        }
    }
}
