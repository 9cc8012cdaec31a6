package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.monitor.support.Watched;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the page is told about a loop of this JVM, on both kinds of threads. */
class LiveTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static void fetch() {
        sleep(HOUR);
    }

    private static void store() {
        sleep(HOUR);
    }

    private static Watched watched(Threads threads) throws Exception {
        return new Watched("live-" + threads, threads, builder -> builder);
    }

    private static JsonNode tasks(Watched watched, int total, Object... parameters) {
        return Watched.eventually(() -> watched.ask("/api/tasks", parameters),
                page -> page.get("total").asInt() == total + 1); // and the task in which the loop's thread waits
    }

    private static List<String> names(JsonNode page) {
        var names = new ArrayList<String>();
        page.get("rows").forEach(row -> names.add(row.get(1).asText()));
        return names;
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void tasksAreSorted_filtered_grouped_andPaged(Threads threads) throws Exception {
        try (var watched = watched(threads)) {
            watched.call(() -> {
                for (int i = 0; i < 1_000; i++) {
                    createTask(TaskOptions.named("fetch-" + i), () -> fetch());
                }
                for (int i = 0; i < 10; i++) {
                    createTask(TaskOptions.named("store-" + i), () -> store());
                }
                createTask(TaskOptions.named(""), () -> store());
                return null;
            });
            tasks(watched, 1_011);
            JsonNode byName = watched.ask("/api/tasks", "sort", "name", "dir", "desc", "limit", 3);
            assertThat(names(byName)).containsExactly("store-9", "store-8", "store-7");
            JsonNode last = watched.ask("/api/tasks", "sort", "name", "offset", 1_000, "limit", 3);
            assertThat(names(last)).containsExactly("fetch-998", "fetch-999", "store-0");
            assertThat(names(watched.ask("/api/tasks", "filter", "ETCH-99", "sort", "name"))).hasSize(11)
                    .startsWith("fetch-99", "fetch-990");
            Watched.eventually(() -> watched.ask("/api/tasks", "filter", "livetest.store"),
                    page -> page.get("total").asInt() == 11);

            JsonNode groups = watched.ask("/api/tasks", "group", "name").get("rows");
            assertThat(groups.findValuesAsText("key")).containsExactly("fetch-#", "store-#", "", "Task-#");
            assertThat(groups.findValuesAsText("count")).containsExactly("1000", "10", "1", "1");
            Watched.eventually(() -> watched.ask("/api/tasks", "group", "place").get("rows"),
                    rows -> rows.size() == 3 && rows.get(0).get("count").asInt() == 1_000
                            && rows.get(0).get("key").asText().startsWith("LiveTest.fetch(LiveTest.java:"));
            assertThat(watched.ask("/api/tasks", "group", "name", "key", "store-#").get("total").asInt())
                    .isEqualTo(10);
            assertThat(names(watched.ask("/api/tasks", "group", "name", "key", ""))).containsExactly("");
            assertThat(watched.http()
                    .get("/api/tasks?" + Http.encode("pid", watched.pid(), "loop", watched.key(),
                            "limit", 501))
                    .status()).isEqualTo(400);
            assertThat(watched.http()
                    .get("/api/tasks?" + Http.encode("pid", watched.pid(), "loop", watched.key(),
                            "sort", "nothing"))
                    .status()).isEqualTo(400);
            assertThat(watched.http()
                    .get("/api/tasks?" + Http.encode("pid", watched.pid(), "loop", watched.key(),
                            "filter", "x".repeat(501)))
                    .status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aTask_saysWhereItStands_whoWaitsForIt_andForWhatItWaits(Threads threads) throws Exception {
        try (var watched = watched(threads)) {
            Task<?> parent = watched.call(() -> createTask(TaskOptions.named("parent"),
                    () -> gather(createTask(TaskOptions.named("left"), () -> fetch()),
                            createTask(TaskOptions.named("right"), () -> store())).await()));
            tasks(watched, 3);
            JsonNode task = Watched.eventually(() -> watched.ask("/api/task", "id", parent.id()),
                    answer -> answer.get("children").size() == 2);
            assertThat(task.get("name").asText()).isEqualTo("parent");
            assertThat(task.get("state").asText()).isEqualTo("waiting");
            assertThat(task.get("stack").get(0).asText()).startsWith("LiveTest.");
            assertThat(task.get("children").findValuesAsText("name")).containsExactlyInAnyOrder("left",
                    "right");
            assertThat(task.get("history").get(0).get("state").asText()).isEqualTo("waiting");
            long left = task.get("children").get(0).get("id").asLong();
            assertThat(watched.ask("/api/task", "id", left).get("waiters").findValuesAsText("name"))
                    .containsExactly("parent");
            JsonNode graph = watched.ask("/api/graph", "id", left);
            assertThat(graph.get("nodes").findValuesAsText("name")).containsExactlyInAnyOrder("parent",
                    "left",
                    "right");
            assertThat(graph.get("edges")).hasSize(2);
            assertThat(watched.ask("/api/task", "id", 4_711).get("ended").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void locksAndQueues_areShown_withWhoHasThem_andWhoWaits(Threads threads) throws Exception {
        try (var watched = watched(threads)) {
            watched.call(() -> {
                var lock = new Lock().named("db");
                createTask(TaskOptions.named("holder"), () -> {
                    lock.acquire();
                    fetch();
                });
                sleep(Duration.ofMillis(1));
                for (int i = 1; i <= 3; i++) {
                    createTask(TaskOptions.named("waiter-" + i), () -> lock.acquire());
                }
                var jobs = new Queue<Integer>().named("jobs");
                createTask(TaskOptions.named("taker"), () -> jobs.get());
                return null;
            });
            JsonNode things = Watched.eventually(() -> watched.ask("/api/things").get("things"),
                    found -> found.size() == 2);
            JsonNode lock = things.get(0);
            assertThat(lock.get("kind").asText()).isEqualTo("lock");
            assertThat(lock.get("text").asText()).isEqualTo("Lock 'db' held by Task 'holder' (3 wait)");
            assertThat(lock.get("certain").asBoolean()).isTrue();
            assertThat(lock.get("count").asInt()).isEqualTo(3);
            assertThat(lock.get("waiters").findValuesAsText("name")).containsExactly("waiter-1", "waiter-2",
                    "waiter-3");
            assertThat(lock.get("uses").findValuesAsText("name")).containsExactly("holder");
            assertThat(things.get(1).get("text").asText()).isEqualTo("Queue 'jobs' empty");
            assertThat(things.get(1).get("waiters").findValuesAsText("name")).containsExactly("taker");
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aDeadlock_appears_withTheStacksOfBoth(Threads threads) throws Exception {
        try (var watched = watched(threads)) {
            assertThat(watched.ask("/api/loop").get("cycles")).isEmpty();
            watched.call(() -> {
                var tasks = new ArrayList<Task<?>>();
                tasks.add(createTask(TaskOptions.named("chicken"), () -> tasks.get(1).await()));
                tasks.add(createTask(TaskOptions.named("egg"), () -> tasks.get(0).await()));
                return null;
            });
            JsonNode cycle = Watched.eventually(() -> watched.ask("/api/loop").get("cycles"),
                    cycles -> cycles.size() == 1).get(0);
            assertThat(cycle.findValuesAsText("name")).containsExactlyInAnyOrder("chicken", "egg");
            assertThat(cycle.findValues("stack"))
                    .allMatch(stack -> stack.toString().contains("LiveTest.java:"));
            assertThat(cycle.findValuesAsText("waiting")).contains("Task 'egg'", "Task 'chicken'");
            assertThat(watched.ask("/api/graph").findValuesAsText("deadlocked")).containsExactly("true",
                    "true");
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aLoopThatIsHeld_isShown_withWhoHoldsIt_andAsASlowStep(Threads threads) throws Exception {
        var letGo = new CountDownLatch(1);
        try (var watched = watched(threads); AutoCloseable _ = letGo::countDown) {
            watched.key();
            watched.start("culprit", () -> hold(letGo)); // nobody waits for it: the loop would not answer
            JsonNode held = Watched.eventually(() -> watched.ask("/api/loop"),
                    answer -> answer.get("loop").get("held").asBoolean() && answer.get("slow").size() == 1);
            assertThat(held.get("loop").get("holder").asText()).contains("name='culprit'");
            assertThat(held.get("loop").get("holderStack").toString())
                    .contains("LiveTest.hold(LiveTest.java:");
            JsonNode slow = held.get("slow").get(0);
            assertThat(slow.get("step").asText()).contains("name='culprit'");
            assertThat(slow.get("stack").toString()).contains("LiveTest.hold(LiveTest.java:");
            assertThat(slow.get("over").asBoolean()).isFalse();
            letGo.countDown();
            JsonNode after = Watched.eventually(() -> watched.ask("/api/loop"),
                    answer -> !answer.get("loop").get("held").asBoolean()
                            && answer.get("slow").get(0).get("over").asBoolean());
            assertThat(after.get("slow").get(0).get("heldMillis").asDouble()).isGreaterThan(100);
        }
    }

    private static Object hold(CountDownLatch letGo) throws InterruptedException {
        letGo.await();
        return letGo;
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void curves_goOn_andAreSentOnce(Threads threads) throws Exception {
        try (var watched = watched(threads)) {
            watched.call(() -> createTask(TaskOptions.named("ticker"), () -> {
                while (true) {
                    sleep(Duration.ofMillis(1));
                }
            }));
            JsonNode first = Watched.eventually(() -> watched.ask("/api/loop").get("points"),
                    points -> points.size() >= 2 && points.get(points.size() - 1).get(2).asDouble() > 0);
            int last = first.get(first.size() - 1).get(0).asInt();
            JsonNode next = Watched.eventually(() -> watched.ask("/api/loop", "after", last).get("points"),
                    points -> !points.isEmpty());
            assertThat(next).allMatch(point -> point.get(0).asInt() > last);
            assertThat(next.get(0).get(7).asInt()).as("tasks alive").isEqualTo(2);
            assertThat(next.get(0).get(9).asLong()).as("heap").isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aTask_isCancelled_whereThatIsAllowed(Threads threads) throws Exception {
        try (var watched = new Watched("cancel-" + threads, threads, builder -> builder.allowCancel(true))) {
            Task<?> victim = watched.call(() -> createTask(TaskOptions.named("victim"), () -> fetch()));
            tasks(watched, 1);
            Http.Answer answer =
                    watched.http().post("/api/cancel", "pid", watched.pid(), "loop", watched.key(), "id",
                            victim.id());
            assertThat(answer.body()).isEqualTo("{\"cancelled\":true}");
            assertThat(watched.call(() -> {
                while (!victim.done()) {
                    sleep(Duration.ofMillis(1));
                }
                return victim.cancelled();
            })).isTrue();
            assertThat(watched.http().post("/api/cancel", "pid", watched.pid(), "loop", watched.key(), "id",
                    victim.id()).body()).isEqualTo("{\"cancelled\":false}");
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void whatATaskIsCalled_isAText_whateverItIs(Threads threads) throws Exception {
        String hostile = "</script><img src=x onerror=\"alert('x')\">\u2028\n\0\ud800";
        try (var watched = watched(threads)) {
            watched.call(() -> createTask(TaskOptions.named(hostile), () -> fetch()));
            tasks(watched, 1);
            Http.Answer answer = watched.http().get("/api/tasks?" + Http.encode("pid", watched.pid(), "loop",
                    watched.key()));
            assertThat(answer.headers()).containsEntry("content-type", "application/json");
            assertThat(answer.body()).doesNotContain("<", ">", "\u2028", "\n", "\0");
            assertThat(answer.json().get("rows").get(1).get(1).asText()).isEqualTo(hostile);
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aLoopThatHasEnded_isSaidToBe(Threads threads) throws Exception {
        var watched = watched(threads);
        String key = watched.key();
        try (var after = io.asyncio4j.monitor.Monitor.start(0)) {
            var http = Http.friend(after);
            Watched.eventually(() -> http.ask("/api/program", "pid", watched.pid()).get("loops").toString(),
                    loops -> loops.contains("live-" + threads));
            watched.close();
            Watched.eventually(() -> http.ask("/api/loop", "pid", watched.pid(), "loop", key).get("loop"),
                    loop -> loop.get("gone").asBoolean());
        }
    }
}
