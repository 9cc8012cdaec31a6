package io.asyncio4j.monitor.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.monitor.support.OtherVersion;
import io.asyncio4j.monitor.support.Watched;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.junit.jupiter.api.Test;

/** Programs with another version of the library: what both know is shown, what is missing is said in a line. */
class OtherVersionTest {

    private static final long PID = ProcessHandle.current().pid();
    private static final String SAME = "; use the same version on both sides";

    private static void look(BiFunction<String, Object, Object> change, Consumer<Http> body)
            throws IOException {
        try (var _ = LoopThread.start("other", EventLoop.builder().name("other"));
                var monitor = Monitor.builder().programs(new OtherVersion("other", change)).start()) {
            body.accept(Http.friend(monitor));
        }
    }

    private static BiFunction<String, Object, Object> without(String... operations) {
        return (operation, answer) -> Set.of(operations).contains(operation) ? null : answer;
    }

    private static JsonNode program(Http http, String state) {
        return Watched.eventually(() -> http.ask("/api/program", "pid", PID),
                answer -> answer.get("program").get("state").asText().equals(state));
    }

    private static String messageOfFailed(Http http) {
        return program(http, "failed").get("program").get("message").asText();
    }

    private static JsonNode loop(Http http) {
        return Watched.eventually(() -> program(http, "watched").get("loops").get(0),
                loop -> loop != null && loop.has("alive"));
    }

    @Test
    void onePartThatIsMissing_isNamed() throws IOException {
        look(without("report"), http -> assertThat(messageOfFailed(http))
                .isEqualTo("process " + PID + " has asyncio4j 0.0.9, whose answers this monitor cannot read:"
                        + " No such operation: report" + SAME));
    }

    @Test
    void answersOfAnotherForm_areSaidToBe() throws IOException {
        look((operation, answer) -> operation.equals("report")
                ? changed(answer, types -> types.remove("lagMillis"))
                : answer,
                http -> assertThat(messageOfFailed(http))
                        .startsWith("process " + PID
                                + " has asyncio4j 0.0.9, whose answers this monitor cannot read: ")
                        .contains("[consistent, holder, ").endsWith(SAME).hasLineCount(1)
                        .doesNotContain("UndeclaredThrowable"));
    }

    @Test
    void aNewerOne_thatTellsMore_isShown() throws IOException {
        look((operation, answer) -> operation.equals("report")
                ? changed(answer, types -> types.put("mood", SimpleType.STRING)) : answer,
                http -> assertThat(loop(http).get("alive").asInt()).isEqualTo(1));
    }

    @Test
    void whatOnlyTheMonitorKnows_isSaidWhenSomebodyAsks() throws IOException {
        look(without("endedTasks", "task"), http -> {
            String key = loop(http).get("key").asText();
            for (String question : new String[] {"/api/ended?", "/api/task?id=1&"}) {
                Http.Answer answer = http.get(question + Http.encode("pid", PID, "loop", key));
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.body().strip()).isEqualTo(
                        "process " + PID + " has asyncio4j 0.0.9, which cannot do that" + SAME);
            }
        });
    }

    /** What is asked of one task waits for the program; what is known already does not. */
    @Test
    void aProgramThatDoesNotAnswer_isNotWaitedForForLong_andHoldsNobodyElseUp() throws IOException {
        var letGo = new CountDownLatch(1);
        look((operation, answer) -> {
            if (operation.equals("endedTasks")) {
                await(letGo);
            }
            return answer;
        }, http -> {
            String key = loop(http).get("key").asText();
            var asked = CompletableFuture
                    .supplyAsync(() -> http.get("/api/ended?" + Http.encode("pid", PID, "loop", key)));
            assertThat(http.ask("/api/loop", "pid", PID, "loop", key).get("loop").get("alive").asInt())
                    .isEqualTo(1);
            assertThat(asked).as("it is waited for").isNotDone();
            Http.Answer answer = asked.join();
            letGo.countDown();
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.body().strip()).isEqualTo("process " + PID
                    + " has not answered within 5 seconds: it is suspended, or very busy");
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFlightLogOfAnotherForm_isNoTimeline() throws IOException {
        look((operation, answer) -> {
            if (answer instanceof byte[] log) {
                log[7] = 9;
            }
            return answer;
        }, http -> {
            String key = loop(http).get("key").asText();
            assertThat(http.post("/api/record", "pid", PID, "loop", key, "seconds", 1).status())
                    .isEqualTo(200);
            JsonNode recording = Watched.eventually(
                    () -> http.ask("/api/recordings", "pid", PID, "loop", key).get("recordings").get(0),
                    each -> each != null && each.get("state").asText().equals("failed"));
            assertThat(recording.get("message").asText()).isEqualTo("process " + PID
                    + " has asyncio4j 0.0.9, and has given a flight log of version 9, and this library reads version 1"
                    + SAME);
        });
    }

    /** {@return the same record of other fields}: those that are new have no value. */
    private static Object changed(Object answer, Consumer<Map<String, OpenType<?>>> change) {
        var data = (CompositeData) answer;
        CompositeType type = data.getCompositeType();
        var types = new HashMap<String, OpenType<?>>();
        type.keySet().forEach(name -> types.put(name, type.getType(name)));
        change.accept(types);
        String[] names = types.keySet().toArray(String[]::new);
        var values = new HashMap<String, Object>();
        for (String name : names) {
            values.put(name, data.containsKey(name) ? data.get(name) : null);
        }
        try {
            return new CompositeDataSupport(new CompositeType(type.getTypeName(), "changed", names, names,
                    types.values().toArray(OpenType<?>[]::new)), values);
        } catch (OpenDataException e) {
            throw new AssertionError(e);
        }
    }
}
