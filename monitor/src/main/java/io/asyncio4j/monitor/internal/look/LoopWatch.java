package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.SlowStep;
import io.asyncio4j.inspect.TaskSnapshot;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** One loop of a program that is looked at: its numbers, its tasks, its slow steps, as they were last. */
public final class LoopWatch {

    /** More tasks than that are not shown. */
    public static final int MOST_TASKS = 100_000;

    private static final long LEAST_BETWEEN_LOOKS = 1_000;
    // so many tasks are looked at for each millisecond of pause, which keeps that below a hundredth of the loop's time
    private static final int TASKS_FOR_A_MILLI = 8;
    private static final int STACK_MICROS = 5_000;
    private static final int FIRST_STACK_MICROS = 100_000;
    private static final int MISSING_STACK_MICROS = 20_000;
    private static final int MOST_EXTRA_LOOKS = 20;
    private static final int MOST_HISTORIES = 64;
    private static final int MOST_MOMENTS = 50;

    /** Where a task was, since when. */
    public record Moment(long atMillis, String state, String place, String waiting) {}

    // fixed
    private final ObjectName bean;
    private final String name;
    private final Curves curves = new Curves();

    // written by the watch's thread
    private volatile @Nullable LoopReport report;
    private volatile TaskIndex tasks = TaskIndex.NONE;
    private volatile List<SlowStep> slowSteps = List.of();
    private volatile boolean gone;
    private volatile long goneAtMillis;
    private long slowStepsSeen = -1;
    private boolean looked;

    // guarded by itself: of the tasks that somebody has looked at one by one
    private final Map<Long, ArrayDeque<Moment>> histories = new LinkedHashMap<>(16, 0.75f, true);

    LoopWatch(ObjectName bean, String name) {
        this.bean = bean;
        this.name = name;
    }

    ObjectName bean() {
        return bean;
    }

    /** {@return when it was found to run no longer, on the watch's clock} */
    long goneAtMillis() {
        return goneAtMillis;
    }

    /** {@return the loop's name} */
    public String name() {
        return name;
    }

    /** {@return what the loop has answered last, without tasks; null before the first time} */
    public @Nullable LoopReport report() {
        return report;
    }

    /** {@return its tasks} */
    public TaskIndex tasks() {
        return tasks;
    }

    /** {@return its numbers over time} */
    public Curves curves() {
        return curves;
    }

    /** {@return the last steps that held it for too long, the oldest first} */
    public List<SlowStep> slowSteps() {
        return slowSteps;
    }

    /** Says whether it runs no longer. */
    public boolean isGone() {
        return gone;
    }

    void leave(long atMillis) {
        if (!gone) {
            goneAtMillis = atMillis;
            gone = true;
        }
    }

    /** Asks for the numbers, which is quick. */
    void ask(EventLoopMXBean loop) {
        LoopReport now = loop.report(0);
        curves.addLag(now.lagMillis());
        if (now.consistent()) {
            curves.addQuestion();
        }
        report = now;
        gone = false;
    }

    /** Once a second: makes a point of the numbers, and sees what has held the loop. */
    void tick(EventLoopMXBean loop, long atMillis, long heapBytes) {
        LoopReport now = report;
        if (now == null) {
            return;
        }
        var numbers = now.statistics();
        curves.add(atMillis, numbers.steps(), numbers.ready(), numbers.tasksAlive(), numbers.timers(),
                heapBytes);
        boolean goesOn = !slowSteps.isEmpty() && !slowSteps.getLast().over();
        if (numbers.slowSteps() != slowStepsSeen || goesOn || !now.consistent()) {
            slowSteps = loop.getRecentSlowSteps();
            slowStepsSeen = numbers.slowSteps();
        }
        noteHistories(loop, atMillis);
    }

    /** Says whether it is time to look at the tasks again. */
    boolean wantsLook(long atMillis) {
        TaskIndex last = tasks;
        return !looked || atMillis - last.atMillis() >= Math.max(LEAST_BETWEEN_LOOKS,
                last.rows().size() / TASKS_FOR_A_MILLI);
    }

    /** Looks at the tasks. */
    void look(EventLoopMXBean loop, long atMillis) {
        int micros = !looked ? FIRST_STACK_MICROS : tasks.lacksStacks() ? MISSING_STACK_MICROS : STACK_MICROS;
        TaskIndex now = TaskIndex.of(name, loop.tasks(MOST_TASKS, micros), tasks, atMillis);
        tasks = now.lacksStacks() ? withStacksOfDeadlocked(loop, now) : now;
        looked = true;
    }

    // who is deadlocked shall not wait until it is the turn of its stack
    private static TaskIndex withStacksOfDeadlocked(EventLoopMXBean loop, TaskIndex index) {
        Map<Long, TaskSnapshot> fresh = new HashMap<>();
        for (Long id : index.deadlocked()) {
            TaskRow row = index.find(id);
            if (fresh.size() < MOST_EXTRA_LOOKS && row != null && row.task().stack().isEmpty()) {
                TaskSnapshot task = loop.task(id);
                if (task != null) {
                    fresh.put(id, task);
                }
            }
        }
        return fresh.isEmpty() ? index : index.with(fresh);
    }

    // Histories.

    /** {@return where {@code task} was at different times, as far as it was looked at; the oldest first} */
    public List<Moment> history(TaskSnapshot task, long atMillis) {
        synchronized (histories) {
            note(histories.computeIfAbsent(task.id(), _ -> new ArrayDeque<>()), task, atMillis);
            Iterator<Long> oldest = histories.keySet().iterator();
            while (histories.size() > MOST_HISTORIES && oldest.hasNext()) {
                oldest.next();
                oldest.remove();
            }
            return List.copyOf(histories.getOrDefault(task.id(), new ArrayDeque<>()));
        }
    }

    private void noteHistories(EventLoopMXBean loop, long atMillis) {
        List<Long> ids;
        synchronized (histories) {
            ids = List.copyOf(histories.keySet());
        }
        for (Long id : ids.reversed().subList(0, Math.min(ids.size(), 5))) {
            TaskSnapshot now = loop.task(id);
            synchronized (histories) {
                ArrayDeque<Moment> moments = histories.get(id);
                if (now == null) {
                    histories.remove(id);
                } else if (moments != null) {
                    note(moments, now, atMillis);
                }
            }
        }
    }

    private static void note(ArrayDeque<Moment> moments, TaskSnapshot task, long atMillis) {
        var row = new TaskRow(task, TaskRow.placeOf(task), atMillis);
        Moment last = moments.peekLast();
        if (last != null && last.state().equals(task.state()) && last.place().equals(row.place())
                && last.waiting().equals(row.waiting())) {
            return;
        }
        if (moments.size() == MOST_MOMENTS) {
            moments.removeFirst();
        }
        moments.addLast(new Moment(atMillis, task.state(), row.place(), row.waiting()));
    }
}
