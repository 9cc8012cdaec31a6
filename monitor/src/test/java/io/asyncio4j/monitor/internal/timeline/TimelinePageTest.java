package io.asyncio4j.monitor.internal.timeline;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.FlightLog;
import io.asyncio4j.inspect.FlightRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a flight log: its data, and that it is harmless whatever the program calls its tasks. */
class TimelinePageTest {

    private static final String HOSTILE = "</script><script>alert('${data}')</script><!-- & \u2028 \" \u0000";
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    @TempDir private Path folder;

    static FlightRecord record() {
        var records = new ArrayList<FlightRecord>();
        Asyncio.run(() -> {
            currentTask().setName("main");
            Promise<String> promise = EventLoop.running().createFuture();
            try (var log = FlightLog.start(EventLoop.running())) {
                sleep(Duration.ofMillis(1));
                var waiter = createTask(TaskOptions.named(HOSTILE), () -> promise.await());
                createTask(TaskOptions.named("setter"), () -> promise.setResult("x"));
                waiter.await();
                records.add(log.record());
            }
        });
        return records.getFirst();
    }

    private static String page(String title) throws IOException {
        var out = new StringWriter();
        Recorded.of(title, List.of(record())).writePage(out);
        return out.toString();
    }

    private static String group(Pattern pattern, String page) {
        var matcher = pattern.matcher(page);
        assertThat(matcher.find()).as("has %s", pattern).isTrue();
        return matcher.group(1);
    }

    @Test
    void itsData_isTheTimeline() throws Exception {
        JsonNode data = new ObjectMapper().readTree(group(DATA, page("process 1")));
        assertThat(data.get("title").asText()).isEqualTo("process 1");
        JsonNode loop = data.get("loops").get(0);
        var names = new ArrayList<String>();
        loop.get("tasks").forEach(task -> names.add(task.get("name").asText()));
        assertThat(names).contains("main", "setter", HOSTILE);
        int waiter = names.indexOf(HOSTILE);
        JsonNode steps = loop.get("steps");
        int count = steps.get("t").size();
        for (String column : List.of("d", "l", "x", "w", "r", "s")) {
            assertThat(steps.get(column)).as(column).hasSize(count);
        }
        var ofWaiter = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            if (steps.get("l").get(i).asInt() == waiter) {
                ofWaiter.add(i);
            }
        }
        assertThat(ofWaiter).hasSize(2);
        int second = ofWaiter.getLast();
        int waker = second - steps.get("w").get(second).asInt();
        assertThat(steps.get("l").get(waker).asInt()).isEqualTo(names.indexOf("setter"));
        assertThat(loop.get("texts").get(steps.get("x").get(ofWaiter.getFirst()).asInt()).asText())
                .startsWith("Future");
        assertThat(loop.get("texts").get(0).asText()).isEmpty();
    }

    @Test
    void hostileNames_areTextAndNothingElse() throws Exception {
        String page = page("<img src=x onerror=alert(1)> ${data} '\"");
        assertThat(group(DATA, page)).doesNotContain("<", ">", "&", "\u2028")
                .contains("\\u003c/script\\u003e");
        assertThat(page).contains("<title>&lt;img src=x onerror=alert(1)&gt; ${data} &#39;&quot; - asyncio4j")
                .doesNotContain("<img");
        assertThat(page.replace(group(DATA, page), "")).as("the page without its data")
                .doesNotContain("alert('");
        // the data, and the three scripts that it was written with
        assertThat(page.split("<script", -1)).hasSize(5);
    }

    @Test
    void itsPolicy_allowsItsOwnScriptsOnly_andNoNetwork() throws Exception {
        String page = page("x");
        String policy =
                group(Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\""), page);
        assertThat(policy).startsWith("default-src 'none'; script-src 'sha256-").doesNotContain("unsafe",
                "http:");
        List<String> scripts = SCRIPT.matcher(page).results().map(MatchResult::group)
                .map(script -> script.substring("<script>".length(), script.length() - "</script>".length()))
                .toList();
        assertThat(scripts).hasSize(3).allSatisfy(script -> assertThat(policy).contains(Page.hash(script)));
        assertThat(policy)
                .contains(Page.hash(group(Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL), page)));
        assertThat(page).doesNotContainPattern("(?i)(src|href)\\s*=\\s*[\"']").doesNotContain("http://",
                "https://",
                "innerHTML", "insertAdjacentHTML", "document.write", "style=\"", "onclick");
    }

    @Test
    void perfetto_getsLanes_stepsAndArrows() throws Exception {
        Path file = folder.resolve("out.json");
        Recorded.of("x", List.of(record())).write(file);
        JsonNode events = new ObjectMapper().readTree(Files.readString(file)).get("traceEvents");
        var threads = new ArrayList<String>();
        var starts = new ArrayList<String>();
        var ends = new ArrayList<String>();
        for (JsonNode event : events) {
            switch (event.get("ph").asText()) {
                case "M" -> threads.add(event.get("args").get("name").asText());
                case "s" -> starts.add(event.get("id").asText());
                case "f" -> ends.add(event.get("id").asText());
                case "X" -> assertThat(event.get("dur").asDouble()).isNotNegative();
                default -> assertThat(event.get("ts").asDouble()).isNotNegative();
            }
        }
        assertThat(threads).contains("loop").anyMatch(name -> name.startsWith("setter #"))
                .anyMatch(name -> name.startsWith(HOSTILE + " #"));
        assertThat(starts).isNotEmpty().doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ends);
    }

    /** Whoever prints them has a terminal. */
    @Test
    void itsLines_arePrintable() {
        var records = new ArrayList<FlightRecord>();
        Asyncio.run(EventLoop.builder().name("a\u001b[2J\nb\u202e"), () -> {
            try (var log = FlightLog.start(EventLoop.running())) {
                sleep(Duration.ofMillis(1));
                records.add(log.record());
            }
        });
        assertThat(Recorded.of("x", records).lines()).first().asString().startsWith("loop a?[2J?b<U+202E> (");
    }

    @Test
    void whatWasDropped_isSaid() {
        var records = new ArrayList<FlightRecord>();
        Asyncio.run(() -> {
            try (var log = FlightLog.start(EventLoop.running(), 1)) {
                for (int i = 0; i < 50_000; i++) {
                    sleep(Duration.ZERO);
                }
                records.add(log.record());
            }
        });
        assertThat(Recorded.of("x", records).lines()).anyMatch(line -> line.matches(
                "  note: [\\d,]+ older events were dropped, as there was no room for them: what is shown begins after .*"
                        + " --memory makes more room\\."));
    }
}
