package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.tests.kit.Jvm;
import io.asyncio4j.process.Process;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine that has IPv4 only. */
@Timeout(60)
class OneFamilyTest {

    static final class WithoutIpv6 {

        public static void main(String[] args) {
            run(() -> {
                tell(() -> openConnection("::1", 9));
                tell(() -> startServer((reader, writer) -> {}, "::1", 0));
                tell(() -> startServer((reader, writer) -> {}, "::", 0));
                tell(() -> createDatagramEndpoint(at("::1", 0), null));
                tell(() -> createDatagramEndpoint(null, at("::1", 9)));
                List<String> both = List.of("::1", "127.0.0.1");
                try (Server server = startServer((reader, writer) -> {}, both, 0, ServerOptions.DEFAULT)) {
                    tell(() -> assertThat(server.addresses()).hasSize(1));
                    tell(() -> openConnection(both, server.port(), ConnectOptions.DEFAULT).close());
                    tell(() -> openConnection(both, server.port(),
                            ConnectOptions.DEFAULT.withHappyEyeballsDelay(null)).close());
                }
                for (List<String> all : List.of(List.<String>of(), List.of("::", "0.0.0.0"))) {
                    try (Server server = startServer((reader, writer) -> {}, all, 0, ServerOptions.DEFAULT)) {
                        tell(() -> openConnection("127.0.0.1", server.port()).close());
                    }
                }
            });
        }

        private static void tell(VoidCoroutine operation) throws Exception {
            try {
                operation.run();
                System.out.println("ok");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test // SRV-27, CON-05, CON-16, DGR-03
    void addressesOfTheOther_areErrorsOfTheNetwork_andPassedOverWhereThereAreMore() {
        run(() -> {
            try (Process process =
                    Jvm.start("export JDK_JAVA_OPTIONS=-Djava.net.preferIPv4Stack=true;",
                            WithoutIpv6.class)) {
                String[] told = new String(process.communicate().stdout(), UTF_8).split("\n");
                String family = ": Protocol family not supported";
                assertThat(told).containsExactly(
                        "Connect call failed ([::1]:9)" + family,
                        "could not bind on any address out of [::1]:0",
                        "could not bind on any address out of [::]:0",
                        "error while attempting to bind on address ([::1]:0)" + family,
                        "Connect call failed ([::1]:9)" + family,
                        "ok", "ok", "ok", "ok", "ok");
            }
        });
    }
}
