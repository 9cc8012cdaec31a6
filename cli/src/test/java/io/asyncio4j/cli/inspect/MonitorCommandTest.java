package io.asyncio4j.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.asyncio4j.cli.MainLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code monitor}: the page of another process; what the page does is tested in the module monitor. */
class MonitorCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private int execute(String... arguments) {
        return MainLine.of(new PrintWriter(out), new PrintWriter(err)).execute(arguments);
    }

    private String get(URI address) throws Exception {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }

    private String eventually(URI address, Predicate<String> isIt) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        String answer = "";
        while (!isIt.test(answer) && System.nanoTime() < end) {
            answer = get(address);
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(answer).matches(isIt);
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {Target.CARRIED, Target.PORTABLE})
    void itServesThePage_listsTheJvms_tellsWhenOneEnds_andEndsByAnInterrupt(String threads) throws Exception {
        try (var target = Target.start("waits", threads)) {
            boolean mayCancel = threads.equals(Target.CARRIED);
            var command = new FutureTask<>(() -> mayCancel
                    ? execute("monitor", target.pid(), "--no-open", "--allow-cancel")
                    : execute("monitor", target.pid(), "--no-open"));
            Thread thread = Thread.ofPlatform().start(command);
            while (!out.toString().contains("Ctrl-C")) {
                assertThat(command.isDone()).as("has ended, saying %s", err).isFalse();
                LockSupport.parkNanos(Target.BETWEEN_LOOKS);
            }
            String[] words = out.toString().lines().findFirst().orElseThrow().split(" ");
            URI address = URI.create(words[words.length - 1]);
            assertThat(address.toString())
                    .matches("http://127.0.0.1:\\d+/\\?token=[-\\w]{32}&pid=" + target.pid());
            assertThat(get(address)).contains("/#/program/" + target.pid());
            URI program = address.resolve("/api/program?pid=" + target.pid());
            eventually(program,
                    answer -> answer.contains("\"state\":\"watched\"") && answer.contains("\"alive\":3"));
            assertThat(get(address.resolve("/api/programs"))).contains("{\"pid\":" + target.pid() + ",");
            assertThat(get(address.resolve("/api/session"))).contains("\"mayCancel\":" + mayCancel,
                    "\"hasSources\":true");
            assertThat(get(address.resolve("/api/source?line=1&file=MonitorCommandTest.java")))
                    .as("of the folder in which it was started")
                    .contains("package io.asyncio4j.cli.inspect;");
            target.end();
            eventually(program, answer -> answer.contains("process " + target.pid() + " has ended"));
            thread.interrupt();
            assertThat(command.get(40, TimeUnit.SECONDS)).isZero();
        }
    }

    /** As by Ctrl-C: what the page has switched on in a program does not stay on. */
    @Test
    void endedByASignal_itLeavesThePrograms_asTheyWere() throws Exception {
        try (var target = Target.start("waits", Target.CARRIED)) {
            Process command = ToolJvm.of(List.of(), "monitor", target.pid(), "--no-open")
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (var lines = command.inputReader()) {
                String[] words = lines.readLine().split(" ");
                URI address = URI.create(words[words.length - 1]);
                get(address);
                JsonNode program = new ObjectMapper()
                        .readTree(eventually(address.resolve("/api/program?pid=" + target.pid()),
                                answer -> answer.contains("\"alive\":3")));
                String loop = program.get("loops").get(0).get("key").asText();
                String key =
                        new ObjectMapper().readTree(get(address.resolve("/api/session"))).get("key").asText();
                HttpRequest record = HttpRequest.newBuilder(address.resolve("/api/record"))
                        .header("Origin", "http://" + address.getAuthority()).header("X-Asyncio4j-Key", key)
                        .POST(BodyPublishers.ofString("seconds=60&pid=" + target.pid() + "&loop="
                                + URLEncoder.encode(loop, StandardCharsets.UTF_8)))
                        .build();
                assertThat(http.send(record, BodyHandlers.ofString()).body()).isEqualTo("{\"number\":1}");
                command.destroy();
                assertThat(command.waitFor(40, TimeUnit.SECONDS)).isTrue();
            } finally {
                command.destroyForcibly().waitFor();
            }
            try (var jvm = TargetJvm.attach(Long.parseLong(target.pid()))) {
                assertThat(jvm.each(null, bean -> {
                    bean.startFlightLog(1, 60); // which it does not while one is on
                    return true;
                })).containsExactly(true);
            }
        }
    }

    /** Chosen on the page, or written into its address. */
    @Test
    void whatCannotBeLookedAt_isSaidOnThePage() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "600").start();
        var command = new FutureTask<>(() -> execute("monitor", "--no-open"));
        Thread thread = Thread.ofPlatform().start(command);
        try (var target = Target.start("no loop")) {
            while (!out.toString().contains("Ctrl-C")) {
                assertThat(command.isDone()).as("has ended, saying %s", err).isFalse();
                LockSupport.parkNanos(Target.BETWEEN_LOOKS);
            }
            URI address =
                    URI.create(out.toString().lines().findFirst().orElseThrow().replaceFirst(".* ", ""));
            assertThat(address.getQuery()).doesNotContain("pid");
            get(address);
            eventually(address.resolve("/api/program?pid=" + sleeping.pid()),
                    answer -> answer.contains("\"state\":\"failed\"") && answer.contains(" is not a JVM"));
            eventually(address.resolve("/api/program?pid=" + target.pid()),
                    answer -> answer.contains("is a JVM that has not run a loop of asyncio4j"));
        } finally {
            sleeping.destroyForcibly().waitFor();
            thread.interrupt();
            assertThat(command.get(40, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void whereThereIsNoBrowser_theAddressIsToBeOpenedByHand() throws Exception {
        var builder = ToolJvm.of(List.of("-Dos.name=Linux"), "monitor");
        builder.environment().keySet().removeAll(List.of("DISPLAY", "WAYLAND_DISPLAY"));
        Process command = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = command.inputReader()) {
            assertThat(lines.readLine()).startsWith("asyncio4j monitor: http://127.0.0.1:");
            assertThat(lines.readLine())
                    .isEqualTo("There is no browser here that could be opened: open the address in yours.");
            assertThat(lines.readLine()).isEqualTo("Press Ctrl-C to end it.");
        } finally {
            command.destroyForcibly().waitFor();
        }
    }

    /** Other users of the machine can read its command line. */
    @Test
    void theBrowserIsGivenAnAddress_thatOpensThePageOnce(@TempDir Path folder) throws Exception {
        Path browser = Files.writeString(folder.resolve("xdg-open"),
                "#!/bin/sh\necho \"$1\" > \"$0.begun\" && mv \"$0.begun\" \"$0.opened\"\n");
        Path said = folder.resolve("xdg-open.opened");
        Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
        try (var target = Target.start("waits", Target.CARRIED)) {
            var builder = ToolJvm.of(List.of("-Dos.name=Linux"), "monitor", target.pid());
            builder.environment().put("DISPLAY", ":0");
            builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
            Process command = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (var lines = command.inputReader()) {
                String printed = lines.readLine().replace("asyncio4j monitor: ", "");
                assertThat(lines.readLine()).as("once the browser was started").startsWith("Press Ctrl-C");
                while (!Files.exists(said)) { // which the command does not wait for on a busy machine
                    assertThat(command.isAlive()).isTrue();
                    LockSupport.parkNanos(Target.BETWEEN_LOOKS);
                }
                String opened = Files.readString(said).strip();
                assertThat(opened).isNotEqualTo(printed).endsWith("&pid=" + target.pid());
                assertThat(get(URI.create(opened))).contains("/#/program/" + target.pid());
                assertThat(HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(opened)).build(),
                        BodyHandlers.discarding()).statusCode()).isEqualTo(403);
                assertThat(get(URI.create(printed))).contains("/#/program/" + target.pid());
            } finally {
                command.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void whatCannotBe_isSaidInALine() throws Exception {
        assertThat(execute("monitor", "no-number")).isEqualTo(2);
        assertThat(execute("monitor", "--port", "70000")).isEqualTo(2);
        assertThat(execute("monitor", "--sources", "no-such-folder")).isEqualTo(2);
        try (var target = Target.start("no loop");
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(execute("monitor", target.pid())).isEqualTo(3);
            assertThat(execute("monitor", "--port", Integer.toString(taken.getLocalPort()))).isEqualTo(1);
            assertThat(err.toString().lines()).containsExactly("asyncio4j: not a process id: no-number",
                    "asyncio4j: --port must be between 0 and 65535: 70000",
                    "asyncio4j: --sources must be a folder: no-such-folder",
                    "asyncio4j: process " + target.pid() + " is a JVM that has not run a loop of asyncio4j",
                    "asyncio4j: the monitor cannot listen on port " + taken.getLocalPort()
                            + " of 127.0.0.1: it is taken, or not for you; choose another one, or 0 for any that is free");
        }
    }
}
