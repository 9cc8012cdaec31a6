package io.asyncio4j.monitor.internal.look;

import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskPage;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitCycle;
import io.asyncio4j.inspect.WaitSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tasks of a loop as they were at one look. It does not change; for any thread. */
public final class TaskIndex {

    /** What there is before the first look. */
    static final TaskIndex NONE = new TaskIndex("", List.of(), 0, true, false, 0);

    private static final int MOST_ORDERS = 8;

    /**
     * Tasks that have something in common.
     *
     * @param key what that is
     * @param states how many there are of each state
     */
    public record Group(String key, int count, Map<String, Integer> states) {}

    private final String loop;
    private final List<TaskRow> rows;
    private final Map<Long, TaskRow> byId;
    // for whom each waits, and by way of what if that is not an await; and the other way round
    private final Map<Long, Map<Long, String>> needs = new HashMap<>();
    private final Map<Long, Set<Long>> neededBy = new HashMap<>();
    private final List<WaitCycle> cycles;
    private final Set<Long> deadlocked;
    private final boolean stalled;
    private final long omitted;
    private final boolean consistent;
    private final long atMillis;

    // guarded by this: sorting 100,000 tasks takes longer than showing some of them, so the last results are kept
    private final Map<Object, List<?>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, List<?>> eldest) {
            return size() > MOST_ORDERS;
        }
    };

    private TaskIndex(String loop, List<TaskRow> rows, long omitted, boolean consistent, boolean stalled,
            long atMillis) {
        this.loop = loop;
        this.rows = rows;
        this.omitted = omitted;
        this.consistent = consistent;
        this.stalled = stalled;
        this.atMillis = atMillis;
        byId = HashMap.newHashMap(rows.size());
        for (TaskRow row : rows) {
            byId.put(row.id(), row);
            for (Long waiter : row.task().awaitedBy()) {
                add(waiter, row.id(), "");
            }
        }
        for (TaskRow row : rows) {
            WaitSnapshot wait = row.task().waitsFor();
            if (wait != null) {
                for (Long other : wait.dependsOn()) {
                    add(row.id(), other,
                            wait.certain() || stalled ? wait.text() : wait.text() + " (perhaps)");
                }
            }
        }
        cycles = needs.isEmpty() ? List.of()
                : new LoopSnapshot(loop, rows.stream().map(TaskRow::task).toList(), stalled).waitCycles();
        deadlocked = cycles.stream().flatMap(cycle -> cycle.members().stream()).map(WaitCycle.Member::task)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void add(Long waiter, Long other, String via) {
        needs.computeIfAbsent(waiter, _ -> new LinkedHashMap<>(2)).putIfAbsent(other, via);
        neededBy.computeIfAbsent(other, _ -> new LinkedHashSet<>(2)).add(waiter);
    }

    /** {@return what {@code page} shows, which is newer than {@code before}} */
    static TaskIndex of(String loop, TaskPage page, TaskIndex before, long atMillis) {
        var rows = new ArrayList<TaskRow>();
        for (TaskSnapshot task : page.tasks()) {
            String place = TaskRow.placeOf(task);
            TaskRow old = before.byId.get(task.id());
            long since =
                    old != null && old.task().stack().equals(task.stack()) ? old.sinceMillis() : atMillis;
            rows.add(new TaskRow(task, place, since));
        }
        return new TaskIndex(loop, rows, page.omitted(), page.consistent(), page.stalled(), atMillis);
    }

    /** {@return the same, with some tasks as they are in {@code fresh}} */
    TaskIndex with(Map<Long, TaskSnapshot> fresh) {
        List<TaskRow> changed = rows.stream().map(row -> {
            TaskSnapshot task = fresh.get(row.id());
            return task == null ? row : new TaskRow(task, TaskRow.placeOf(task), row.sinceMillis());
        }).toList();
        return new TaskIndex(loop, changed, omitted, consistent, stalled, atMillis);
    }

    /** Says whether there are tasks that have started and whose stacks are not known yet. */
    boolean lacksStacks() {
        for (TaskRow row : rows) {
            if (row.task().stack().isEmpty() && !row.task().state().startsWith("new")) {
                return true;
            }
        }
        return false;
    }

    /** {@return all tasks, the oldest first} */
    public List<TaskRow> rows() {
        return rows;
    }

    /** {@return how many more tasks there are, which were too many} */
    public long omitted() {
        return omitted;
    }

    /** {@return whether the loop has answered itself} */
    public boolean consistent() {
        return consistent;
    }

    /** {@return when that was, on the watch's clock} */
    public long atMillis() {
        return atMillis;
    }

    /** {@return the cycles in which tasks wait for each other} */
    public List<WaitCycle> cycles() {
        return cycles;
    }

    /** {@return the numbers of the tasks in such cycles} */
    public Set<Long> deadlocked() {
        return deadlocked;
    }

    /** {@return the task with that number, or null} */
    public @Nullable TaskRow find(long id) {
        return byId.get(id);
    }

    /** {@return the tasks for which that one waits, each with by way of what; an empty text for an await} */
    public Map<Long, String> needs(long id) {
        return needs.getOrDefault(id, Map.of());
    }

    /** {@return the tasks that wait for that one} */
    public Set<Long> neededBy(long id) {
        return neededBy.getOrDefault(id, Set.of());
    }

    /**
     * A lock, a queue or the like, with those who wait for it.
     *
     * @param uses the tasks that can end the wait, as far as they are known
     */
    public record Thing(String kind, String name, long object, String text, boolean certain, List<Long> uses,
            List<Long> waiters) {}

    private static final Set<String> NO_THINGS =
            Set.of("task", "future", "sleep", "gather", "wait", "as completed", "task group", "start", "race",
                    "shield", "thread", "stage", "loop thread");

    /** {@return the locks, queues and the like for which tasks wait, those with the most waiters first} */
    @SuppressWarnings("unchecked") // what is kept under that key is that
    public List<Thing> things() {
        return (List<Thing>) keep("things", () -> {
            Map<Long, Thing> found = new LinkedHashMap<>();
            for (TaskRow row : rows) {
                WaitSnapshot wait = row.task().waitsFor();
                if (wait != null && !NO_THINGS.contains(wait.kind())) {
                    found.computeIfAbsent(wait.object(), object -> new Thing(wait.kind(), wait.name(), object,
                            wait.text(), wait.certain(), wait.dependsOn(), new ArrayList<>())).waiters()
                            .add(row.id());
                }
            }
            return found.values().stream()
                    .sorted(Comparator.comparingInt((Thing thing) -> thing.waiters().size()).reversed())
                    .toList();
        });
    }

    /** {@return the tasks that are wanted, in the order that is wanted} */
    @SuppressWarnings("unchecked") // what is kept for a selection is that
    public List<TaskRow> select(Selection wanted) {
        return (List<TaskRow>) keep(wanted,
                () -> rows.stream().filter(wanted::takes).sorted(wanted.order()).toList());
    }

    private record GroupsOf(String filter, String group) {}

    /** {@return the groups of the tasks that are wanted, the largest first} */
    @SuppressWarnings("unchecked") // the same
    public List<Group> groups(Selection wanted) {
        return (List<Group>) keep(new GroupsOf(wanted.filter(), wanted.group()), () -> {
            Map<String, Map<String, Integer>> found = new HashMap<>();
            for (TaskRow row : rows) {
                if (wanted.takes(row)) {
                    found.computeIfAbsent(wanted.groupOf(row), _ -> new TreeMap<>())
                            .merge(row.task().state(), 1, Integer::sum);
                }
            }
            var groups = new ArrayList<Group>();
            found.forEach((key, states) -> groups.add(
                    new Group(key, states.values().stream().mapToInt(Integer::intValue).sum(), states)));
            groups.sort((a, b) -> a.count() != b.count() ? Integer.compare(b.count(), a.count())
                    : a.key().compareTo(b.key()));
            return groups;
        });
    }

    private synchronized List<?> keep(Object key, Supplier<List<?>> make) {
        List<?> list = kept.get(key);
        if (list == null) {
            list = make.get();
            kept.put(key, list);
        }
        return list;
    }
}
