package io.asyncio4j.monitor.internal.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.asyncio4j.inspect.TaskPage;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tasks of one look: in which order, in which groups, and who waits for whom. */
class TaskIndexTest {

    private static final WaitSnapshot NOTHING = waits("future", 0, "future", true);

    private static WaitSnapshot waits(String kind, long object, String text, boolean certain, Long... uses) {
        return new WaitSnapshot(kind, "", object, text, 1, List.of(uses), certain, null, null, "");
    }

    private static TaskSnapshot task(long id, String name, String place, WaitSnapshot wait, Long... waiters) {
        return new TaskSnapshot(id, name, "C.run()", "waiting", place.isEmpty() ? List.of() : List.of(place),
                List.of(waiters), wait);
    }

    private static TaskSnapshot ready(long id, String name, String place) {
        return new TaskSnapshot(id, name, "C.run()", "ready", List.of(place), List.of(), null);
    }

    /** Packed as a loop does it. */
    private static TaskPage page(boolean stalled, TaskSnapshot... tasks) {
        var texts = new ArrayList<String>();
        var stacks = new ArrayList<List<Integer>>();
        var waits = new ArrayList<WaitSnapshot>();
        var numbers = new ArrayList<List<Integer>>();
        for (TaskSnapshot task : tasks) {
            int first = texts.size();
            texts.addAll(List.of(task.name(), task.coroutine(), task.state()));
            texts.addAll(task.stack());
            stacks.add(task.stack().stream().map(frame -> first + 3 + task.stack().indexOf(frame)).toList());
            int wait = task.waitsFor() == null ? -1 : waits.size();
            if (wait >= 0) {
                waits.add(task.waitsFor());
            }
            numbers.add(List.of(first, first + 1, first + 2, stacks.size() - 1, wait));
        }
        return new TaskPage(true, stalled, 7, texts, stacks, waits,
                Arrays.stream(tasks).map(TaskSnapshot::id).toList(), column(numbers, 0), column(numbers, 1),
                column(numbers, 2), column(numbers, 3),
                Arrays.stream(tasks).map(TaskSnapshot::awaitedBy).toList(), column(numbers, 4));
    }

    private static List<Integer> column(List<List<Integer>> rows, int i) {
        return rows.stream().map(row -> row.get(i)).toList();
    }

    private static TaskIndex index(TaskSnapshot... tasks) {
        return TaskIndex.of("loop", page(false, tasks), TaskIndex.NONE, 100);
    }

    private static List<Long> ids(List<TaskRow> rows) {
        return rows.stream().map(TaskRow::id).toList();
    }

    private static Selection all(String sort, boolean descending) {
        return new Selection(sort, descending, "", "", null);
    }

    /** Of what is equal, the oldest task comes first in both directions. */
    @ParameterizedTest
    @CsvSource({
        "id, 1 2 3 4, 4 3 2 1",
        "name, 2 3 1 4, 4 1 3 2", // as people count
        "state, 2 1 3 4, 1 3 4 2",
        "place, 1 4 2 3, 3 2 1 4",
        "waiting, 2 3 1 4, 1 4 3 2",
        "waiters, 2 3 4 1, 1 2 3 4",
        "since, 3 4 1 2, 1 2 3 4",
    })
    void tasksAreSorted_byEachColumn(String column, String ascending, String descending) {
        TaskSnapshot[] tasks = {task(1, "worker-10", "A.a(A.java:1)", waits("sleep", 0, "sleep", true), 2L),
            ready(2, "worker-9", "B.b(B.java:1)"),
            task(3, "worker-010", "C.c(C.java:1)", waits("queue", 5, "Queue 'a' empty", true)),
            task(4, "x", "A.a(A.java:1)", waits("sleep", 0, "sleep", true))};
        TaskIndex before = TaskIndex.of("loop", page(false, tasks[0], tasks[1]), TaskIndex.NONE, 50);
        TaskIndex index = TaskIndex.of("loop", page(false, tasks), before, 100);
        assertThat(ids(index.select(all(column, false)))).asString().isEqualTo(list(ascending));
        assertThat(ids(index.select(all(column, true)))).asString().isEqualTo(list(descending));
    }

    private static String list(String words) {
        return Arrays.toString(words.split(" "));
    }

    @Test
    void tasksAreGrouped_theLargestGroupFirst_andOfThoseOneIsChosen() {
        TaskIndex index = index(ready(1, "a-1", "A.a(A.java:1)"), task(2, "b-22-x", "B.b(B.java:1)", NOTHING),
                task(3, "b-3-x", "A.a(A.java:1)", NOTHING), task(4, "c", "", NOTHING));
        assertThat(index.groups(new Selection("id", false, "", "name", null))).containsExactly(
                new TaskIndex.Group("b-#-x", 2, Map.of("waiting", 2)),
                new TaskIndex.Group("a-#", 1, Map.of("ready", 1)),
                new TaskIndex.Group("c", 1, Map.of("waiting", 1)));
        assertThat(index.groups(new Selection("id", false, "", "place", null))).containsExactly(
                new TaskIndex.Group("A.a(A.java:1)", 2, Map.of("ready", 1, "waiting", 1)),
                new TaskIndex.Group("B.b(B.java:1)", 1, Map.of("waiting", 1)),
                new TaskIndex.Group("C.run()", 1, Map.of("waiting", 1))); // which has no frame
        assertThat(index.groups(new Selection("id", false, "", "state", null))).extracting(
                TaskIndex.Group::key, TaskIndex.Group::count)
                .containsExactly(tuple("waiting", 3), tuple("ready", 1));
        assertThat(index.groups(new Selection("id", false, "A.A(", "state", null))).extracting(
                TaskIndex.Group::count).as("of those that are left by a filter").containsExactly(1, 1);
        assertThat(ids(index.select(new Selection("id", true, "", "name", "b-#-x")))).containsExactly(3L, 2L);
        assertThat(ids(index.select(new Selection("id", true, "", "state", "ready")))).containsExactly(1L);
        assertThat(index.omitted()).isEqualTo(7);
    }

    /** It is no wish for all of them. */
    @Test
    void theGroupOfTasks_whoseNameIsEmpty_isOneLikeOthers() {
        TaskIndex index = index(task(1, "", "", NOTHING), task(2, "named", "", NOTHING),
                task(3, "", "", NOTHING));
        assertThat(index.groups(new Selection("id", false, "", "name", null))).extracting(
                TaskIndex.Group::key, TaskIndex.Group::count)
                .containsExactly(tuple("", 2), tuple("named", 1));
        assertThat(ids(index.select(new Selection("id", false, "", "name", "")))).containsExactly(1L, 3L);
        assertThat(ids(index.select(new Selection("id", false, "", "", "")))).as("of no groups")
                .containsExactly(1L, 2L, 3L);
    }

    @ParameterizedTest
    @CsvSource({"ONE-, 1", "ready, 1", "c.RUN, 1 2 3", "b.java:7, 2", "'queue ''JOBS''', 3", "3, 3",
        "java, 1 2 3",
        "nobody, ''"})
    void aFilter_looksIntoAllThatIsKnown(String words, String found) {
        TaskIndex index = index(ready(1, "one-", "A.a(A.java:1)"), task(2, "two", "B.b(B.java:7)", NOTHING),
                task(3, "drei", "A.a(A.java:1)", waits("queue", 1, "Queue 'jobs' empty", true)));
        assertThat(ids(index.select(new Selection("id", false, words, "", null)))).asString()
                .isEqualTo(found.isEmpty() ? "[]" : list(found));
    }

    /** As long as its stack is the same. */
    @Test
    void sinceWhenATaskIsThere_isKept() {
        TaskIndex first = index(ready(1, "stays", "A.a(A.java:1)"), ready(2, "goes", "A.a(A.java:1)"));
        TaskIndex second = TaskIndex.of("loop", page(false, ready(1, "stays", "A.a(A.java:1)"),
                ready(2, "goes", "A.a(A.java:2)"), ready(3, "comes", "A.a(A.java:1)")), first, 200);
        assertThat(second.rows()).extracting(TaskRow::sinceMillis).containsExactly(100L, 200L, 200L);
        TaskIndex third = second.with(Map.of(2L, ready(2, "goes", "B.b(B.java:3)")));
        assertThat(third.rows()).extracting(TaskRow::place, TaskRow::sinceMillis).containsExactly(
                tuple("A.a(A.java:1)", 100L), tuple("B.b(B.java:3)", 200L), tuple("A.a(A.java:1)", 200L));
    }

    @Test
    void locksAndQueues_areTold_thoseForWhichMostWait_first() {
        WaitSnapshot queue = waits("queue", 8, "Queue 'jobs' empty", false, 1L);
        WaitSnapshot lock = waits("lock", 9, "Lock 'db'", true, 4L);
        TaskIndex index = index(task(1, "a", "", waits("sleep", 0, "sleep", true)), task(2, "b", "", queue),
                task(3, "c", "", lock), task(4, "d", "", waits("task", 3, "Task 'c'", true, 3L)),
                task(5, "e", "", lock));
        assertThat(index.things()).containsExactly(
                new TaskIndex.Thing("lock", "", 9, "Lock 'db'", true, List.of(4L), List.of(3L, 5L)),
                new TaskIndex.Thing("queue", "", 8, "Queue 'jobs' empty", false, List.of(1L), List.of(2L)));
    }

    /** What is only likely counts when the loop has nothing else to do. */
    @Test
    void whoWaitsForWhom_isTold_andHowSureThatIs() {
        WaitSnapshot queue = waits("queue", 8, "Queue 'jobs' empty", false, 1L);
        TaskSnapshot[] tasks = {task(1, "a", "", waits("task", 2, "Task 'b'", true, 2L)),
            task(2, "b", "", queue, 1L), ready(3, "c", "A.a(A.java:1)")};
        TaskIndex busy = index(tasks);
        assertThat(busy.needs(1)).as("an await, which is told by both").isEqualTo(Map.of(2L, ""));
        assertThat(busy.needs(2)).isEqualTo(Map.of(1L, "Queue 'jobs' empty (perhaps)"));
        assertThat(busy.neededBy(2)).containsExactly(1L);
        assertThat(busy.needs(3)).isEmpty();
        assertThat(busy.deadlocked()).isEmpty();
        TaskIndex stalled = TaskIndex.of("loop", page(true, tasks), TaskIndex.NONE, 100);
        assertThat(stalled.needs(2)).isEqualTo(Map.of(1L, "Queue 'jobs' empty"));
        assertThat(stalled.deadlocked()).containsExactlyInAnyOrder(1L, 2L);
        AwaitGraph graph = AwaitGraph.ofAll(stalled);
        assertThat(ids(graph.tasks())).as("and none that waits for nobody").containsExactlyInAnyOrder(1L, 2L);
        assertThat(graph.edges()).containsExactlyInAnyOrder(new AwaitGraph.Edge(1, 2, ""),
                new AwaitGraph.Edge(2, 1, "Queue 'jobs' empty"));
    }

    @Test
    void aGraph_hasTheNearest_andCountsWhatIsTooMuch() {
        Long[] waiters = LongStream.rangeClosed(2, 200).boxed().toArray(Long[]::new);
        var tasks = new ArrayList<TaskSnapshot>();
        tasks.add(task(1, "center", "", NOTHING, waiters));
        for (Long id : waiters) {
            tasks.add(task(id, "waiter-" + id, "", waits("task", 1, "Task 'center'", true, 1L)));
        }
        tasks.add(task(201, "of others", "", NOTHING, 202L));
        tasks.add(task(202, "other", "", waits("task", 201, "Task", true, 201L)));
        TaskIndex index = index(tasks.toArray(TaskSnapshot[]::new));
        AwaitGraph graph = AwaitGraph.around(index, 1);
        assertThat(ids(graph.tasks())).hasSize(AwaitGraph.MOST_NODES).startsWith(1L, 2L).doesNotContain(201L);
        assertThat(graph.more()).isEqualTo(200 - AwaitGraph.MOST_NODES);
        assertThat(graph.edges()).hasSize(AwaitGraph.MOST_NODES - 1)
                .allMatch(edge -> edge.to() == 1 && ids(graph.tasks()).contains(edge.from()));
        assertThat(ids(AwaitGraph.around(index, 202).tasks())).containsExactly(202L, 201L);
        tasks.set(0, task(1, "center", "", waits("gather", 0, "gather", true, waiters)));
        AwaitGraph down = AwaitGraph.around(index(tasks.toArray(TaskSnapshot[]::new)), 1);
        assertThat(down.edges()).as("none to what is left out")
                .allMatch(edge -> ids(down.tasks()).containsAll(List.of(edge.from(), edge.to())));
        assertThat(AwaitGraph.around(index, 4_711).tasks()).isEmpty();
    }
}
