package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Generator;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.tests.support.Loops;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.management.JMX;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoopSnapshotTest {

    private static Task<Void> named(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static LoopSnapshot snapshot() {
        return LoopSnapshot.of(EventLoop.running());
    }

    private static void waitFor(Future<?> future) {
        future.await();
    }

    private static String withoutLines(String text) {
        return text.replaceAll("java:\\d+", "java");
    }

    private static List<String> states() {
        return snapshot().tasks().stream().map(task -> task.name() + ": " + task.state()).toList();
    }

    // INT-12
    @Test
    void tasks_haveNumbersNamesStatesStacksAndWaiters() {
        Asyncio.run(Loops.virtual().name("unit"), () -> {
            currentTask().setName("main");
            Promise<String> gate = EventLoop.running().createFuture();
            Task<Void> inner = named("inner", () -> waitFor(gate));
            Task<Void> outer = named("outer", () -> waitFor(inner));
            ticks(1);
            named("late", () -> {});
            LoopSnapshot snapshot = snapshot();
            assertThat(snapshot.loop()).isEqualTo("unit");
            assertThat(snapshot.tasks()).extracting(TaskSnapshot::id).containsExactly(1L, 2L, 3L, 4L);
            assertThat(snapshot.tasks().getFirst().state()).isEqualTo("running");
            assertThat(snapshot.tasks().getFirst().stack().getFirst())
                    .startsWith("LoopSnapshotTest.snapshot(LoopSnapshotTest.java:");
            TaskSnapshot waiting = snapshot.tasks().get(1);
            assertThat(new TaskSnapshot(waiting.id(), waiting.name(), waiting.coroutine(), waiting.state(),
                    waiting.stack().stream().map(LoopSnapshotTest::withoutLines).toList(),
                    waiting.awaitedBy(), null))
                    .isEqualTo(new TaskSnapshot(2, "inner", "LoopSnapshotTest.<lambda>()", "waiting", List.of(
                            "LoopSnapshotTest.waitFor(LoopSnapshotTest.java)",
                            "LoopSnapshotTest.tasks_haveNumbersNamesStatesStacksAndWaiters.<lambda>"
                                    + "(LoopSnapshotTest.java)"),
                            List.of(3L), null));
            assertThat(snapshot.tasks().getLast())
                    .isEqualTo(new TaskSnapshot(4, "late", "LoopSnapshotTest.<lambda>()", "new", List.of(),
                            List.of(), null));
            gate.setResult("x");
            outer.await();
            return null;
        });
    }

    // INT-12
    @Test
    void states_tellWhereATaskIs() {
        var release = new CountDownLatch(1);
        Loops.run(() -> {
            currentTask().setName("main");
            Promise<String> gate = EventLoop.running().createFuture();
            Task<Void> waits = named("waits", () -> waitFor(gate));
            Task<Void> blocks = named("blocks", () -> blocking(() -> release.await()));
            Task<String> generator =
                    createTask(TaskOptions.named("steps"), Coroutine.fromGenerator("steps", steps(gate)));
            Task<Void> yields = named("yields", () -> ticks(2));
            assertThat(states()).containsExactly(
                    "main: running", "waits: new", "blocks: new", "steps: new", "yields: new");
            ticks(1);
            assertThat(states()).containsExactly(
                    "main: running", "waits: waiting", "blocks: off loop", "steps: waiting", "yields: ready");
            waits.cancel();
            assertThat(states().get(1)).isEqualTo("waits: ready, cancelling");
            generator.cancel();
            release.countDown();
            gather(blocks, yields).await();
        });
    }

    // INT-12
    private static Generator<String> steps(Promise<String> gate) {
        return new Generator<>() {
            @Override
            public Step<String> send(@Nullable Object value) {
                return new Yield<>(gate);
            }

            @Override
            public Step<String> raise(Throwable error) {
                return new Return<>("done");
            }
        };
    }

    private static TaskSnapshot task(int id, String name, List<String> stack, Long... awaitedBy) {
        return new TaskSnapshot(id, name, "", "waiting", stack, List.of(awaitedBy), null);
    }

    private static LoopSnapshot loop(TaskSnapshot... tasks) {
        return new LoopSnapshot("loop", List.of(tasks), false);
    }

    // INT-12
    @Test
    void names_cannotMakeLinesNorSpeakToTheTerminal() {
        LoopSnapshot snapshot = loop(task(1, "GET /\n99 fake \u001b[31m", List.of()));
        assertThat(snapshot.table()).contains("GET /?99 fake ?[31m").doesNotContain("\u001b");
        assertThat(snapshot.tree()).contains("GET /?99 fake ?[31m #1").doesNotContain("\u001b");
    }

    @Test
    void table_hasARowForEachTaskAndWaiter() {
        LoopSnapshot snapshot = loop(
                task(1, "main", List.of("Main.serve(Main.java:7)", "Main.main(Main.java:3)")),
                task(2, "worker", List.of("Worker.run(Worker.java:12)"), 1L, 3L, 9L),
                task(3, "", List.of(), 1L));
        assertThat(snapshot.table()).isEqualTo(
                """
                        task id  task name  state    waits for  stack                    awaiter stack            awaiter name  awaiter id
                        ------------------------------------------------------------------------------------------------------------------
                        1        main       waiting  -          Main.serve -> Main.main  -                        -             -
                        2        worker     waiting  -          Worker.run               Main.serve -> Main.main  main          1
                        2        worker     waiting  -          Worker.run               -                                      3
                        2        worker     waiting  -          Worker.run               -                        Unknown       9
                        3                   waiting  -          -                        Main.serve -> Main.main  main          1""");
        assertThat(loop().table()).startsWith("task id  task name  state  waits for  stack").hasLineCount(2);
    }

    // INT-13
    @Test
    void tree_goesDownFromTheTasksForWhomNobodyWaits_throughTheirFrames() {
        LoopSnapshot snapshot = loop(
                task(1, "main", List.of("Main.serve(Main.java:7)", "Main.main(Main.java:3)")),
                task(2, "worker", List.of("Worker.run(Worker.java:12)"), 1L, 3L),
                task(3, "new", List.of(), 1L),
                task(4, "alone", List.of("A.f(A.java:1)")),
                task(5, "behind a stranger", List.of(), 9L));
        assertThat(snapshot.tree()).isEqualTo("""
                └── (T) main #1
                    └── Main.main(Main.java:3)
                        └── Main.serve(Main.java:7)
                            ├── (T) worker #2
                            │   └── Worker.run(Worker.java:12)
                            └── (T) new #3
                                └── (T) worker #2 (see above)
                └── (T) alone #4
                    └── A.f(A.java:1)
                └── (T) Unknown #9
                    └── (T) behind a stranger #5""");
        assertThat(snapshot.cycles()).isEmpty();
        assertThat(loop().tree()).isEmpty();
    }

    // INT-12 INT-13
    @Test
    void coroutine_standsInForFrames() {
        LoopSnapshot snapshot = loop(new TaskSnapshot(1, "t", "fetch()", "new", List.of(), List.of(), null));
        assertThat(snapshot.tree().lines()).containsExactly("└── (T) t #1", "    └── fetch()");
        assertThat(snapshot.table().lines()).last().asString().contains("  fetch  ");
    }

    // INT-13
    @Test
    void tree_ofALivingLoop() {
        Loops.run(() -> {
            currentTask().setName("main");
            taskGroup(g -> {
                Task<Void> load = g.createTask(TaskOptions.named("load"), () -> sleep(ms(5)));
                g.createTask(TaskOptions.named("play"), () -> waitFor(load));
                g.createTask(TaskOptions.named("show"),
                        () -> gather(load, (Coroutine<Integer>) () -> sleep(ms(7), 0)).await());
                ticks(2);
                assertThat(snapshot().tree().lines().filter(line -> line.contains("(T)")).map(String::strip)
                        .map(line -> line.substring(line.indexOf("(T)"))))
                        .containsExactly("(T) main #1", "(T) load #2: sleep, 5 ms left", "(T) play #3",
                                "(T) load #2 (see above)",
                                "(T) show #4: gather, 2 of 2 left", "(T) load #2 (see above)",
                                "(T) " + implicit() + " #5: sleep, 7 ms left");
            });
        });
    }

    private static String implicit() {
        return snapshot().tasks().getLast().name();
    }

    // INT-13
    @Test
    void tree_countsTheFramesInTheMiddleOfALongStack() {
        var frames = new ArrayList<String>();
        for (int i = 0; i < 1_000; i++) {
            frames.add("A.f" + i);
        }
        assertThat(loop(task(1, "deep", frames)).tree().lines().map(String::strip))
                .hasSize(1 + 10 + 1 + 10)
                .contains("└── A.f999", "└── A.f990", "└── ... 980 frames", "└── A.f9", "└── A.f0")
                .doesNotContain("└── A.f989", "└── A.f10");
    }

    // INT-14
    @Test
    void cycles_areNamed_andTheirTreesCut() {
        LoopSnapshot snapshot = loop(
                task(1, "a", List.of("A.f(A.java:1)"), 3L),
                task(2, "b", List.of(), 1L),
                task(3, "c", List.of(), 2L, 4L),
                task(4, "d", List.of()),
                task(5, "self", List.of(), 5L),
                task(6, "hub", List.of(), 7L, 8L),
                task(7, "x", List.of(), 6L),
                task(8, "y", List.of(), 6L));
        assertThat(snapshot.cycles()).containsExactly(
                List.of(1L, 2L, 3L, 1L), List.of(5L, 5L), List.of(6L, 7L, 6L), List.of(6L, 8L, 6L));
        assertThat(snapshot.tree()).isEqualTo("""
                cycle: a #1 -> b #2 -> c #3 -> a #1
                cycle: self #5 -> self #5
                cycle: hub #6 -> x #7 -> hub #6
                cycle: hub #6 -> y #8 -> hub #6
                └── (T) d #4
                    └── (T) c #3
                        └── (T) a #1
                            └── A.f(A.java:1)
                                └── (T) b #2
                                    └── (T) c #3 (see above)
                └── (T) self #5
                    └── (T) self #5 (see above)
                └── (T) hub #6
                    ├── (T) x #7
                    │   └── (T) hub #6 (see above)
                    └── (T) y #8
                        └── (T) hub #6 (see above)""");
        assertThat(snapshot.table()).as("names them, too").hasLineCount(4 + 2 + 10);
    }

    // INT-14
    @Test
    void cycles_areNotLookedForWithoutEnd() {
        var ids = new ArrayList<Long>();
        for (long id = 1; id <= 200; id++) {
            ids.add(id);
        }
        var all =
                ids.stream().map(id -> new TaskSnapshot(id, "t", "t()", "waiting", List.of(), ids, null))
                        .toList();
        var snapshot = new LoopSnapshot("loop", all, false);
        assertThat(snapshot.cycles()).hasSize(100);
        assertThat(snapshot.tree().lines()).contains("(there may be more cycles)");
    }

    // INT-13 INT-15: cpython #151535 #156860
    @Test
    void deepChainsAndDiamonds_areNoDanger() {
        var chain = new ArrayList<TaskSnapshot>();
        for (int i = 1; i <= 100_000; i++) {
            chain.add(task(i, "t", List.of("A.f"), i == 1 ? new Long[0] : new Long[] {(long) i - 1}));
        }
        assertThat(new LoopSnapshot("loop", chain, false).tree().lines().map(String::strip))
                .hasSize(2 * 101 + 1)
                .last().isEqualTo("└── ... and 99899 more");
        var diamonds = new ArrayList<TaskSnapshot>();
        diamonds.add(task(1, "top", List.of()));
        for (int i = 2; i <= 80; i += 2) {
            Long[] above = i == 2 ? new Long[] {1L} : new Long[] {i - 2L, i - 1L};
            diamonds.add(task(i, "left", List.of(), above));
            diamonds.add(task(i + 1, "right", List.of(), above));
        }
        assertThat(new LoopSnapshot("loop", diamonds, false).tree()).hasLineCount(81 + 2 * 39);
    }

    // FUT-36
    @Test
    void anotherThread_isRefused() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Asyncio.await(CompletableFuture.runAsync(
                    () -> assertThatIllegalStateException().isThrownBy(() -> LoopSnapshot.of(loop))
                            .withMessageContaining("look at the tasks of")));
        });
    }

    /** What a management bean that hands out snapshots looks like. */
    public interface SnapshotsMXBean {

        LoopSnapshot getLoop();
    }

    // INT-12
    @Test
    void snapshots_canBeSentOverJmx() throws Exception {
        LoopSnapshot sent = loop(
                task(1, "main", List.of("Main.main(Main.java:3)")), task(2, "worker", List.of(), 1L));
        var server = ManagementFactory.getPlatformMBeanServer();
        var name = new ObjectName("io.asyncio4j.tests:type=Snapshots");
        SnapshotsMXBean bean = () -> sent;
        server.registerMBean(bean, name);
        try {
            assertThat(JMX.newMXBeanProxy(server, name, SnapshotsMXBean.class).getLoop()).isEqualTo(sent);
        } finally {
            server.unregisterMBean(name);
        }
    }
}
