package io.asyncio4j.monitor.internal.web;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.SlowStep;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import io.asyncio4j.monitor.Programs;
import io.asyncio4j.monitor.internal.look.AwaitGraph;
import io.asyncio4j.monitor.internal.look.Curves;
import io.asyncio4j.monitor.internal.look.LoopWatch;
import io.asyncio4j.monitor.internal.look.ProgramWatch;
import io.asyncio4j.monitor.internal.look.Recording;
import io.asyncio4j.monitor.internal.look.Sources;
import io.asyncio4j.monitor.internal.look.TaskIndex;
import io.asyncio4j.monitor.internal.look.TaskRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms of the answers. Times are differences: how long ago, in milliseconds, so that no two clocks meet. */
final class Documents {

    private static final int MOST_CYCLES = 10;
    private static final int MOST_OF_A_CYCLE = 20;
    private static final int MOST_NEIGHBOURS = 200;
    private static final int MOST_THINGS = 100;

    private Documents() {}

    private static Map<String, @Nullable Object> map(@Nullable Object... entries) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(String.valueOf(entries[i]), entries[i + 1]);
        }
        return map;
    }

    static Object of(Programs.Listed program) {
        return map("pid", program.pid(), "version", program.version(), "main", program.main());
    }

    /** A program, and the heads of its loops. */
    static Object of(ProgramWatch watch) {
        var loops = new ArrayList<Object>();
        for (LoopWatch loop : watch.loops()) {
            Map<String, @Nullable Object> head = head(loop);
            head.put("stepsPerSecond", loop.curves().lastStepsPerSecond());
            loops.add(head);
        }
        return map("program", program(watch), "loops", loops);
    }

    private static Map<String, @Nullable Object> program(ProgramWatch watch) {
        long silent = watch.state() == ProgramWatch.State.WATCHED ? watch.silentMillis() : 0;
        return map("pid", watch.pid(), "state", watch.state().name().toLowerCase(Locale.ROOT), "message",
                watch.message(), "version", watch.version(), "silentMillis", silent);
    }

    private static Map<String, @Nullable Object> head(LoopWatch loop) {
        Map<String, @Nullable Object> head =
                map("key", ProgramWatch.keyOf(loop), "name", loop.name(), "gone", loop.isGone(), "deadlocks",
                        loop.tasks().cycles().size());
        LoopReport report = loop.report();
        if (report != null) {
            var numbers = report.statistics();
            head.putAll(
                    map("threads", report.threads(), "held", !report.consistent(), "holder", report.holder(),
                            "holderStack", report.holderStack(), "lagMillis", report.lagMillis(), "alive",
                            numbers.tasksAlive(), "created", numbers.tasksCreated(), "steps", numbers.steps(),
                            "slowSteps",
                            numbers.slowSteps(), "timers", numbers.timers(), "ready", numbers.ready()));
        }
        return head;
    }

    /** A loop with what is new of it: the points after that one. */
    static Object of(ProgramWatch watch, LoopWatch loop, long after) {
        long now = watch.nowMillis();
        return map("program", program(watch), "loop", head(loop), "points",
                loop.curves().after(after).stream().map(point -> of(point, now)).toList(), "slow",
                loop.slowSteps().reversed().stream().map(Documents::of).toList(), "cycles",
                cycles(loop.tasks()), "looked", map("agoMillis", now - loop.tasks().atMillis(), "shown",
                        loop.tasks().rows().size(), "omitted", loop.tasks().omitted()));
    }

    private static List<?> of(Curves.Point point, long now) {
        return List.of(point.number(), now - point.atMillis(), point.stepsPerSecond(), point.lagP50(),
                point.lagP99(), point.lagMax(), point.ready(), point.alive(), point.timers(),
                point.heapBytes());
    }

    private static Object of(SlowStep step) {
        return map("number", step.number(), "step", step.step(), "agoMillis",
                Math.max(0, System.currentTimeMillis() - step.startMillis()), "heldMillis", step.heldMillis(),
                "over",
                step.over(), "stack", step.stack());
    }

    private static List<?> cycles(TaskIndex tasks) {
        return tasks.cycles().stream().limit(MOST_CYCLES)
                .map(cycle -> cycle.members().stream().limit(MOST_OF_A_CYCLE)
                        .map(task -> map("id", task.task(), "name", task.name(), "waiting", task.waitsFor(),
                                "stack", task.stack()))
                        .toList())
                .toList();
    }

    /** Some tasks, or groups, out of all. */
    static Object page(TaskIndex tasks, long now, boolean groups, int total, int offset, List<?> rows) {
        return map("groups", groups, "total", total, "offset", offset, "rows", rows, "shown",
                tasks.rows().size(),
                "omitted", tasks.omitted(), "consistent", tasks.consistent(), "agoMillis",
                now - tasks.atMillis());
    }

    static Object of(TaskIndex.Group group) {
        return map("key", group.key(), "count", group.count(), "states", group.states());
    }

    static Object row(Object row, long now) {
        if (!(row instanceof TaskRow task)) {
            throw new IllegalArgumentException(String.valueOf(row));
        }
        return List.of(task.id(), task.name(), task.task().state(), task.place(), task.waiting(),
                task.task().awaitedBy().size(), now - task.sinceMillis());
    }

    /** A task, on its own page. */
    static Object task(ProgramWatch watch, LoopWatch loop, long id, @Nullable TaskSnapshot task) {
        TaskIndex tasks = loop.tasks();
        long now = watch.nowMillis();
        TaskRow known = tasks.find(id);
        if (task == null) {
            return map("id", id, "ended", true, "name", known == null ? null : known.name(), "stack",
                    known == null ? List.of() : known.task().stack());
        }
        return map("id", id, "ended", false, "name", task.name(), "coroutine", task.coroutine(), "state",
                task.state(), "stack", task.stack(), "sinceMillis",
                known == null ? null : now - known.sinceMillis(),
                "waits", wait(task.waitsFor()), "waiters", named(tasks, tasks.neededBy(id)), "children",
                named(tasks, tasks.needs(id).keySet()), "deadlocked", tasks.deadlocked().contains(id),
                "history",
                loop.history(task, now).stream()
                        .map(moment -> map("agoMillis", now - moment.atMillis(), "state",
                                moment.state(), "place", moment.place(), "waiting", moment.waiting()))
                        .toList());
    }

    private static @Nullable Object wait(@Nullable WaitSnapshot wait) {
        return wait == null ? null
                : map("text", wait.text(), "leftMillis", wait.leftMillis(), "timeoutMillis",
                        wait.timeoutMillis(),
                        "createdAt", wait.createdAt());
    }

    /** The locks, queues and the like, with those who wait. */
    static Object things(TaskIndex tasks) {
        List<TaskIndex.Thing> all = tasks.things();
        return map("total", all.size(), "things", all.stream().limit(MOST_THINGS).map(thing -> map("kind",
                thing.kind(), "name", thing.name(), "object", thing.object(), "text", thing.text(), "certain",
                thing.certain(), "count", thing.waiters().size(), "waiters", named(tasks, thing.waiters()),
                "uses",
                named(tasks, thing.uses()))).toList());
    }

    /** The tasks that have ended. */
    static Object ended(List<EndedTask> tasks, boolean measured) {
        return map("measured", measured, "tasks", tasks.stream().map(task -> map("id", task.id(), "name",
                task.name(), "coroutine", task.coroutine(), "outcome", task.outcome(), "exception",
                task.exception(), "cancelledBy", task.cancelledBy(), "cancelMessage", task.cancelMessage(),
                "livedMillis", task.livedMillis(), "ranMillis", task.ranMillis(), "steps", task.steps()))
                .toList());
    }

    /** The timelines of a loop, the newest first. */
    static Object recordings(List<Recording> recordings, long now) {
        return map("recordings", recordings.stream().map(each -> map("number", each.number(), "seconds",
                each.seconds(), "agoMillis", now - each.atMillis(), "state",
                each.state().name().toLowerCase(Locale.ROOT), "message", each.message(), "lines",
                each.lines()))
                .toList());
    }

    /** Lines of source files. */
    static Object source(List<Sources.Excerpt> found) {
        return map("found", found.stream()
                .map(each -> map("path", each.path(), "first", each.first(), "lines", each.lines()))
                .toList());
    }

    private static List<?> named(TaskIndex tasks, Collection<Long> ids) {
        return ids.stream().limit(MOST_NEIGHBOURS).map(id -> {
            TaskRow row = tasks.find(id);
            return map("id", id, "name", row == null ? "Unknown" : row.name(), "state",
                    row == null ? "" : row.task().state(), "place", row == null ? "" : row.place());
        }).toList();
    }

    static Object of(AwaitGraph graph) {
        return map("nodes", graph.tasks().stream().map(row -> map("id", row.id(), "name", row.name(), "state",
                row.task().state(), "place", row.place(), "waiting", row.waiting(), "deadlocked",
                graph.deadlocked().contains(row.id()))).toList(), "edges",
                graph.edges().stream().map(edge -> List.of(edge.from(), edge.to(), edge.via())).toList(),
                "more", graph.more());
    }
}
