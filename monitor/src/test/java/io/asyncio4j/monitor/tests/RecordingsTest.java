package io.asyncio4j.monitor.tests;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.AttachedTarget;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.monitor.support.Watched;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javax.management.JMX;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timelines that the page records. */
class RecordingsTest {

    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

    private static Watched watched(String name, Threads threads) throws Exception {
        var watched = new Watched(name, threads, builder -> builder);
        watched.start(HOSTILE, () -> {
            while (true) {
                sleep(Duration.ofMillis(5));
            }
        });
        return watched;
    }

    private static Http.Answer record(Watched watched, Object seconds) {
        return watched.http().post("/api/record", "pid", watched.pid(), "loop", watched.key(), "seconds",
                seconds);
    }

    private static JsonNode ended(Watched watched) {
        return Watched.eventually(() -> watched.ask("/api/recordings").get("recordings").get(0),
                each -> each != null && !each.get("state").asText().equals("recording"));
    }

    private static EventLoopMXBean bean(Watched watched) throws Exception {
        return JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), new ObjectName(watched.key()),
                EventLoopMXBean.class);
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void theNextSeconds_becomeAPage_andAFileForPerfetto(Threads threads) throws Exception {
        try (var watched = watched("record-" + threads, threads)) {
            long number = record(watched, 5).json().get("number").asLong();
            assertThat(watched.ask("/api/recordings").get("recordings").get(0).get("state").asText())
                    .isEqualTo("recording");
            assertThat(record(watched, 1).status()).as("one at a time").isEqualTo(409);
            assertThat(watched.http().get("/timeline?number=" + number).status()).as("not yet")
                    .isEqualTo(404);

            JsonNode recording = ended(watched);
            assertThat(recording.get("state").asText()).isEqualTo("ready");
            assertThat(recording.get("number").asLong()).isEqualTo(number);
            assertThat(recording.get("lines").get(0).asText()).startsWith("loop record-" + threads + " (")
                    .contains(" steps, busy ");
            Http.Answer page = watched.http().get("/timeline?number=" + number);
            assertThat(page.headers().get("content-security-policy"))
                    .startsWith("default-src 'none'; script-src 'sha256-")
                    .endsWith("; frame-ancestors 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.headers()).containsEntry("x-frame-options", "SAMEORIGIN")
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("cache-control", "no-store");
            assertThat(page.body()).contains("<title>process " + watched.pid())
                    .contains("\\u003c/script\\u003e\\u003cimg").doesNotContain("<img");
            Http.Answer file = watched.http().get("/timeline.json?number=" + number);
            assertThat(file.headers().get("content-disposition")).startsWith("attachment; ");
            assertThat(file.json().get("traceEvents").findValuesAsText("name")).contains(HOSTILE);

            // it is off again
            bean(watched).startFlightLog(1, 10);
            bean(watched).stopFlightLog();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "61", "x", ""})
    void forHowLong_isBounded(String seconds) throws Exception {
        try (var watched = watched("bounds", Threads.PORTABLE)) {
            assertThat(record(watched, seconds).status()).isEqualTo(400);
        }
    }

    @Test
    void strangers_getNone_andOneTakesTheKey() throws Exception {
        try (var watched = watched("strangers", Threads.PORTABLE)) {
            var stranger = Http.stranger(watched.monitor());
            assertThat(stranger.get("/timeline?number=1").status()).isEqualTo(403);
            Http friend = watched.http();
            assertThat(friend.send("POST /api/record HTTP/1.1",
                    List.of("Host: " + friend.host(), "Origin: http://" + friend.host(),
                            "Cookie: " + friend.cookie()),
                    Http.encode("pid", watched.pid(), "loop", watched.key(), "seconds", 1)).status())
                    .isEqualTo(403);
            assertThat(friend.get("/api/record?pid=1").status()).as("not by a link").isEqualTo(404);
            assertThat(friend.get("/timeline?number=1").status()).isEqualTo(404);
            assertThat(friend.get("/timeline?number=x").status()).isEqualTo(400);
        }
    }

    @Test
    void onlyTheLastAreKept() throws Exception {
        try (var watched = watched("kept", Threads.PORTABLE)) {
            for (int i = 1; i <= 5; i++) {
                assertThat(record(watched, 1).json().get("number").asInt()).isEqualTo(i);
                ended(watched);
            }
            assertThat(watched.ask("/api/recordings").get("recordings").findValuesAsText("number"))
                    .containsExactly("5", "4", "3", "2");
            assertThat(watched.http().get("/timeline?number=1").status()).isEqualTo(404);
        }
    }

    private static JsonNode failed(Http http, long pid, String key) {
        return Watched.eventually(
                () -> http.ask("/api/recordings", "pid", pid, "loop", key).get("recordings").get(0),
                each -> each.get("state").asText().equals("failed"));
    }

    /** And is not waited for until the seconds are over. */
    @ParameterizedTest
    @EnumSource(Threads.class)
    void aLoopThatEndsMeanwhile_leavesNone_andThatIsSaidSoon(Threads threads) throws Exception {
        try (var other = Monitor.start(0)) {
            var http = Http.friend(other);
            var watched = watched("short", threads);
            String key = watched.key();
            Watched.eventually(() -> http.ask("/api/program", "pid", watched.pid()).get("loops").toString(),
                    loops -> loops.contains("\"short\""));
            assertThat(http.post("/api/record", "pid", watched.pid(), "loop", key, "seconds", 60).status())
                    .isEqualTo(200);
            watched.close();
            assertThat(failed(http, watched.pid(), key).get("message").asText()).isEqualTo(
                    "loop short has ended before the 60 seconds were over, and so there is nothing of it");
        }
    }

    /** A program that waits until it is killed. */
    static final class Waiting {

        private Waiting() {}

        public static void main(String[] args) {
            Asyncio.run(EventLoop.builder().name("killed"), () -> {
                IO.println("ready");
                sleep(Duration.ofHours(1));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aProcessThatEndsMeanwhile_leavesNone_andThatIsSaidSoon(Threads threads) throws Exception {
        Process program =
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Dasyncio4j.threads=" + threads.name().toLowerCase(Locale.ROOT), "-cp",
                        System.getProperty("java.class.path"), Waiting.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var monitor = Monitor.builder().programs(new AttachedTarget(program)).start()) {
            assertThat(program.inputReader().readLine()).isEqualTo("ready");
            var http = Http.friend(monitor);
            String key = Watched.eventually(
                    () -> http.ask("/api/program", "pid", program.pid()).get("loops").get(0),
                    loop -> loop != null && loop.has("alive")).get("key").asText();
            assertThat(http.post("/api/record", "pid", program.pid(), "loop", key, "seconds", 60).status())
                    .isEqualTo(200);
            program.destroyForcibly().onExit().join();
            assertThat(failed(http, program.pid(), key).get("message").asText())
                    .isEqualTo("process " + program.pid()
                            + " has ended before the 60 seconds were over, and so there is nothing of it");
        } finally {
            program.destroyForcibly().onExit().join();
        }
    }

    @Test
    void aMonitorThatIsClosed_switchesItOff() throws Exception {
        try (var watched = watched("closed", Threads.PORTABLE)) {
            EventLoopMXBean bean = bean(watched);
            try (var other = Monitor.start(0)) {
                var http = Http.friend(other);
                Watched.eventually(
                        () -> http.ask("/api/program", "pid", watched.pid()).get("loops").toString(),
                        loops -> loops.contains("\"closed\""));
                http.post("/api/record", "pid", watched.pid(), "loop", watched.key(), "seconds", 60);
            }
            bean.startFlightLog(1, 10); // would throw if one was on
            bean.stopFlightLog();
        }
    }

    @Test
    void fourAtATime_areAsManyAsThereMayBe_andNoneIsLeftOn() throws Exception {
        var all = new ArrayList<Watched>();
        try (AutoCloseable _ = () -> all.forEach(Watched::close)) {
            for (int i = 0; i < 5; i++) {
                all.add(watched("one-of-many-" + i, Threads.PORTABLE));
            }
            try (var other = Monitor.start(0)) {
                var http = Http.friend(other);
                for (Watched each : all) {
                    String key = each.key();
                    Watched.eventually(
                            () -> http.ask("/api/program", "pid", each.pid()).get("loops")
                                    .findValuesAsText("key"),
                            keys -> keys.contains(key));
                    Http.Answer answer =
                            http.post("/api/record", "pid", each.pid(), "loop", key, "seconds", 60);
                    assertThat(answer.status()).as(answer.body())
                            .isEqualTo(each == all.getLast() ? 409 : 200);
                    assertThat(answer.body().contains("records 4 timelines already"))
                            .isEqualTo(each == all.getLast());
                }
            }
            for (Watched each : all) {
                bean(each).startFlightLog(1, 10); // would throw if one was on
                bean(each).stopFlightLog();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aLoopThatIsHeld_isRecorded_andWhoHoldsIt(Threads threads) throws Exception {
        var letGo = new CountDownLatch(1);
        try (var watched = watched("held-" + threads, threads); AutoCloseable _ = letGo::countDown) {
            watched.key();
            watched.start("culprit", () -> {
                letGo.await();
                return null;
            });
            Watched.eventually(() -> watched.ask("/api/loop"),
                    answer -> answer.get("loop").get("held").asBoolean());
            record(watched, 1);
            assertThat(ended(watched).get("lines").toString()).contains("long-step: Task 'culprit'");
        }
    }
}
