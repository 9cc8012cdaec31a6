package io.asyncio4j.monitor.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.monitor.Monitor;
import io.asyncio4j.monitor.support.Http;
import io.asyncio4j.monitor.support.Watched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look, and what is refused. */
class SafetyTest {

    private Monitor monitor;
    private Http friend;
    private Http stranger;

    @BeforeEach
    void start() throws IOException {
        monitor = Monitor.start(0);
        friend = Http.friend(monitor);
        stranger = Http.stranger(monitor);
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    private String own() {
        return "Host: " + friend.host();
    }

    private Http.Answer post(String key, String... headers) {
        var all = new java.util.ArrayList<>(List.of(own(), "Cookie: " + friend.cookie()));
        if (!key.isEmpty()) {
            all.add("X-Asyncio4j-Key: " + key);
        }
        all.addAll(List.of(headers));
        return friend.send("POST /api/cancel HTTP/1.1", all, "pid=1&loop=x&id=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/session", "/api/programs", "/app.js", "/?token=", "/?token=wrong",
        "/nothing"})
    void withoutTheToken_nothingIsShown(String path) {
        Http.Answer answer = stranger.get(path);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).startsWith("This page belongs to whoever has started the monitor.");
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }

    @Test
    void theTokenBecomesACookie_thatOtherSitesCannotSend_andIsAnotherSecret() {
        Http.Answer answer = stranger.get("/?" + monitor.address().getRawQuery());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("set-cookie")).startsWith("asyncio4j-monitor-" + monitor.port() + "=")
                .contains("HttpOnly", "SameSite=Strict")
                .doesNotContain(monitor.address().getRawQuery().substring(6));
        assertThat(friend.get("/").status()).isEqualTo(200);
        assertThat(monitor.toString()).doesNotContain("token");
    }

    @Test
    void theAddressForACommandLine_opensThePageOnce() {
        String once = "/?" + monitor.addressForOnce().getRawQuery();
        assertThat(once).isNotEqualTo("/?" + monitor.address().getRawQuery());
        Http.Answer answer = stranger.get(once);
        assertThat(answer.status()).isEqualTo(200);
        String cookie = answer.headers().get("set-cookie").split(";")[0];
        assertThat(stranger.get("/api/session", "Cookie: " + cookie).status()).isEqualTo(200);
        assertThat(stranger.get(once).status()).as("whoever has read it since").isEqualTo(403);
        assertThat(stranger.get("/?" + monitor.address().getRawQuery()).status()).isEqualTo(200);
        assertThat(stranger.get("/?" + monitor.addressForOnce().getRawQuery()).status()).isEqualTo(200);
    }

    @Test
    void theCookieOfAnotherMonitor_doesNotOpenThisOne() throws IOException {
        try (var other = Monitor.start(0)) {
            String cookie = Http.friend(other).cookie();
            assertThat(stranger.get("/", "Cookie: " + cookie).status()).isEqualTo(403);
            assertThat(stranger
                    .get("/", "Cookie: asyncio4j-monitor-" + monitor.port() + "=" + cookie.split("=")[1])
                    .status()).isEqualTo(403);
        }
    }

    /** DNS rebinding: a foreign name that points to this machine. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example",
        "localhost.evil.example", "10.0.0.1"})
    void aForeignHostName_isRefused(String host) {
        Http.Answer answer = friend.send("GET /api/session HTTP/1.1",
                List.of("Host: " + host, "Cookie: " + friend.cookie()), "");
        assertThat(answer.status()).isEqualTo(421);
        assertThat(answer.body()).contains("host name " + host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "https://evil.example",
        "file://", "::"})
    void aRequestOfAnotherSite_isRefused(String origin) {
        Http.Answer answer = friend.get("/api/session", "Origin: " + origin);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
        assertThat(post(friend.key(), "Origin: " + origin).status()).isEqualTo(403);
    }

    @Test
    void whatTheBrowserCallsCrossSite_isRefused_butNotALinkThatLeadsHere() {
        assertThat(
                friend.get("/api/session", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors").status())
                .isEqualTo(403);
        assertThat(friend.get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate").status())
                .isEqualTo(200);
        assertThat(friend.get("/api/session", "Sec-Fetch-Site: same-origin").status()).isEqualTo(200);
    }

    @Test
    void toChangeSomething_takesAnOriginAndTheKey() {
        String origin = "Origin: http://" + friend.host();
        assertThat(post(friend.key()).status()).as("no origin").isEqualTo(403);
        assertThat(post("", origin).status()).as("no key").isEqualTo(403);
        assertThat(post("wrong", origin).status()).as("a wrong key").isEqualTo(403);
        Http.Answer answer = post(friend.key(), origin);
        assertThat(answer.status()).as("it only looks").isEqualTo(409);
        assertThat(answer.body()).contains("this monitor only looks").contains("--allow-cancel");
    }

    @Test
    void aPageOfItsOwn_runsItsOwnScriptsOnly_andIsShownInNoOther() {
        for (String path : List.of("/", "/app.js", "/api/session")) {
            var headers = friend.get(path).headers();
            assertThat(headers.get("content-security-policy"))
                    .contains("default-src 'none'", "script-src 'self'",
                            "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(headers).containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("cross-origin-resource-policy", "same-origin");
        }
        assertThat(friend.get("/").body()).doesNotContainPattern("<script>|onclick|style=|https?://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/../../../etc/passwd", "/vendor/../Guard.class", "/MonitorServer.class", "/%2e%2e/x",
                "/vendor/", "/index.html/", "/META-INF/MANIFEST.MF"})
    void onlyThePagesOwnFiles_areHandedOut(String path) {
        assertThat(friend.get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pid=x", "pid=-1", "pid=99999999999999999999", "",
        "pid=1&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a&a",
        "pid=%zz"})
    void whatIsMalformed_isSaidInALine(String query) {
        Http.Answer answer = friend.get("/api/program?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().lines()).hasSize(1);
    }

    @Test
    void sizesAreBounded() {
        assertThat(friend.get("/api/program?pid=" + "1".repeat(5_000)).status()).isEqualTo(400);
        Http.Answer answer = friend.send("POST /api/cancel HTTP/1.1",
                List.of(own(), "Cookie: " + friend.cookie(),
                        "Origin: http://" + friend.host(), "X-Asyncio4j-Key: " + friend.key()),
                "x".repeat(5_000));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(friend.send("PUT / HTTP/1.1", List.of(own(), "Cookie: " + friend.cookie()), "").status())
                .isEqualTo(405);
    }

    @Test
    void tokensCannotBeTriedAtWill_andThatLocksNobodyOut() {
        List<Integer> statuses =
                IntStream.range(0, 200).mapToObj(i -> stranger.get("/?token=" + i).status()).toList();
        assertThat(statuses).contains(403, 429).doesNotContain(200);
        assertThat(friend.get("/").status()).isEqualTo(200);
    }

    @Test
    void whoMayLook_cannotAskWithoutEnd_andGoesOnAMomentLater() {
        List<Integer> statuses = friend.getMany("/api/session", 2_000);
        assertThat(statuses).hasSize(2_000).contains(200, 429).containsOnly(200, 429);
        assertThat(Watched.eventually(() -> friend.get("/api/session").status(), status -> status == 200))
                .isEqualTo(200);
    }

    @Test
    void soManyProgramsAtATime_andNoMore() {
        for (int pid = 1; pid <= 16; pid++) {
            assertThat(friend.get("/api/program?pid=" + pid).status()).isEqualTo(200);
        }
        Http.Answer answer = friend.get("/api/program?pid=17");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body())
                .startsWith("this monitor looks at 16 programs already; close the pages of some of them");
    }

    @Test
    void nothingIsChangedByALink() {
        for (String path : List.of("/api/cancel", "/api/record")) {
            assertThat(friend.get(path + "?pid=1&loop=x&id=1&seconds=1").status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void itListensOnTheLoopbackInterfaceOnly() throws IOException {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4).toList();
        for (InetAddress address : others) {
            assertThatThrownBy(() -> new Socket(address, monitor.port()).close())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whereItIsToldToListen_namesMustBeTold_andAddressesDo() throws IOException {
        try (var open = Monitor.builder().listenOn(InetAddress.getByName("0.0.0.0"))
                .hosts(List.of("Monitor.example")).start()) {
            var guest = Http.friend(open);
            for (String host : List.of("monitor.example", "10.1.2.3:99", "[::2]:1")) {
                assertThat(guest
                        .send("GET / HTTP/1.1", List.of("Host: " + host, "Cookie: " + guest.cookie()), "")
                        .status()).as(host).isEqualTo(200);
            }
            assertThat(guest
                    .send("GET / HTTP/1.1", List.of("Host: evil.example", "Cookie: " + guest.cookie()), "")
                    .status()).isEqualTo(421);
        }
    }

    /** Another loopback address than the usual one, say. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theAddressThatIsPrinted_isServedUnder() throws Exception {
        try (var other = Monitor.builder().listenOn(InetAddress.getByName("127.0.0.2")).start();
                var http = HttpClient.newHttpClient()) {
            assertThat(other.address().toString()).startsWith("http://127.0.0.2:");
            assertThat(http.send(HttpRequest.newBuilder(other.address()).build(), BodyHandlers.discarding())
                    .statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://monitor.example", "monitor.example:8080", "monitor.example/", "a b", ""})
    void aHostThatIsMoreThanAName_isSaid(String host) {
        assertThatThrownBy(() -> Monitor.builder().hosts(List.of("good.example", "[::1]", host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hosts must be names alone, as monitor.example, without scheme and port, got "
                        + host);
    }

    @Test
    void aPortThatIsTaken_isSaid() {
        assertThatThrownBy(() -> Monitor.start(monitor.port())).isInstanceOf(IOException.class)
                .hasMessage("the monitor cannot listen on port " + monitor.port()
                        + " of 127.0.0.1: it is taken, or not"
                        + " for you; choose another one, or 0 for any that is free");
        assertThatThrownBy(() -> Monitor.start(70_000)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port must be between 0 and 65535, got 70000");
    }

    @Test
    void anotherProcess_isNotForAMonitorOfThisOne() {
        assertThat(Watched.eventually(
                () -> friend.ask("/api/program", "pid", 1).get("program").get("message").asText(),
                message -> !message.isEmpty()))
                .isEqualTo("this monitor shows process " + ProcessHandle.current().pid()
                        + " only, in which it runs, not 1");
    }
}
