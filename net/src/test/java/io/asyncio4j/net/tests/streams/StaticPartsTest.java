package io.asyncio4j.net.tests.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsContexts;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Processes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stack that overflows in a static initialiser would make the class useless for good: so there shall be none left. */
class StaticPartsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern INITIALISED =
            Pattern.compile(" Initializing '(io/asyncio4j/(?:net|process)/[^']*)' ");

    private record Written(int exitCode, List<String> lines) {}

    /** Runs {@code main} in a JVM that has done nothing yet. */
    private static Written run(Class<?> main, List<String> flags, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dasyncio4j.slowCallbackDuration=never"));
        if ("carried".equals(System.getProperty("asyncio4j.threads"))) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        } else {
            command.add("-Dasyncio4j.threads=portable");
        }
        command.addAll(flags);
        command.addAll(List.of("-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        Path written = Files.createTempFile("asyncio4j-child", ".txt");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(written.toFile()).start();
            if (!process.waitFor(PATIENCE)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("it hangs, having written:\n" + Files.readString(written));
            }
            return new Written(process.exitValue(), Files.readAllLines(written));
        } finally {
            Files.delete(written);
        }
    }

    static final class FirstUses {

        public static void main(String[] arguments) throws Exception {
            EventLoop loop = EventLoop.create();
            System.out.println("loop");
            loop.runUntilComplete(() -> {
                Net.memoryPair();
                System.out.println("net");
                TlsContexts.builder();
                return null;
            });
            System.out.println("tls");
            loop.close();
        }
    }

    /** {@return the classes of the module with a static initialiser} */
    private static Set<String> withInitialisers() throws Exception {
        Path classes = Path.of(Net.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            var found = new TreeSet<String>();
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                if (ClassFile.of().parse(file).methods().stream()
                        .anyMatch(method -> method.methodName().equalsString("<clinit>"))) {
                    found.add(classes.relativize(file).toString().replace(".class", "").replace('/', '.'));
                }
            }
            return found;
        }
    }

    private static Set<String> initialised(List<String> lines) {
        return lines.stream().map(INITIALISED::matcher).filter(Matcher::find)
                .map(found -> found.group(1).replace('/', '.')).collect(Collectors.toSet());
    }

    @Test
    void everyStaticInitialiser_isRunBeforeAnOperationOfItsPartBegins() throws Exception {
        List<String> lines = run(FirstUses.class, List.of("-Xlog:class+init=info")).lines();
        assertThat(lines).contains("loop", "net", "tls")
                .noneMatch(line -> line.contains("the library is not whole"));
        Set<String> withTheLoop = initialised(lines.subList(0, lines.indexOf("loop")));
        Set<String> withNet = initialised(lines.subList(0, lines.indexOf("net")));
        Set<String> withTls = initialised(lines.subList(0, lines.indexOf("tls")));

        Set<String> all = withInitialisers();
        assertThat(all).hasSizeGreaterThan(20);
        assertThat(withTls).as("all").containsAll(all);
        all.removeIf(name -> name.contains(".internal.tls."));
        assertThat(withNet).as("all but those of TLS, which wait until it is used").containsAll(all);
        // what a program may name before it calls anything: its initialiser would run on the program's stack
        all.removeIf(name -> name.contains(".internal.") || name.endsWith(".ServerAccepting")
                || name.endsWith(".StreamReader"));
        assertThat(withTheLoop).as("those that a program may touch first").containsAll(all);
    }

    enum Way {
        CONNECTION {
            @Override
            void use() throws IOException {
                try {
                    Net.openConnection("127.0.0.1", 1, ConnectOptions.DEFAULT).close();
                } catch (java.net.ConnectException e) {
                    // as it should: nobody listens there
                }
            }
        },
        SERVER {
            @Override
            void use() throws IOException {
                Net.startServer((reader, writer) -> {}, "127.0.0.1", 0, ServerOptions.DEFAULT).close();
            }
        },
        DATAGRAMS {
            @Override
            void use() throws IOException {
                Net.createDatagramEndpoint(null, null).close();
            }
        },
        PROCESS {
            @Override
            void use() throws IOException {
                try {
                    Processes.createSubprocessExec(
                            ProcessOptions.PIPES.withDirectory(Overflows.NOWHERE), "true");
                } catch (java.nio.file.NoSuchFileException e) {
                    // as it should
                }
            }
        },
        PIPE {
            @Override
            void use() {
                Net.connectReadPipe(Overflows.STREAM).close();
            }
        };

        abstract void use() throws IOException;
    }

    /** Uses the module first where there is no stack, then with more and more of it, and then as everybody does. */
    static final class Overflows {

        private static final int CLOSE_TO_THE_END = 400;
        private static final int STEP = 50;

        // made early: the JDK's classes have initialisers, too
        private static final Path NOWHERE = Path.of("/no/such/directory");
        private static final InputStream STREAM = new ByteArrayInputStream(new byte[1]);

        private static boolean works;
        private static int tries;

        @SuppressWarnings("InfiniteRecursion") // that is its purpose
        private static int deepest(Callable<?> bottom) {
            try {
                return deepest(bottom) + 1;
            } catch (StackOverflowError e) {
                try {
                    if (!works && (tries++ < CLOSE_TO_THE_END || tries % STEP == 0)) {
                        bottom.call();
                        works = true;
                    }
                } catch (Throwable again) {
                    // there is not stack enough, one frame further up there may be
                }
                throw e;
            }
        }

        public static void main(String[] arguments) throws Exception {
            Way way = Way.valueOf(arguments[0]);
            Asyncio.run(() -> {
                try {
                    deepest(() -> {
                        way.use();
                        return null;
                    });
                } catch (StackOverflowError e) {
                    // as it should
                }
                way.use();
                everything();
                return null;
            });
            System.out.println("over");
        }

        private static void everything() throws Exception {
            Server server =
                    Net.startServer((reader, writer) -> writer.write(reader.readLine()), "localhost", 0);
            try (Connection connection = Net.openConnection("localhost",
                    ((InetSocketAddress) server.addresses().getFirst()).getPort())) {
                connection.writer().write("echo\n");
                System.out.print(new String(connection.reader().readLine(), StandardCharsets.UTF_8));
            }
            server.close();
            Output output =
                    Processes.createSubprocessExec(ProcessOptions.PIPES, "echo", "child").communicate();
            System.out.print(new String(output.stdout(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasFirstUsedWithoutStack_canBeUsedLater(Way way) throws Exception {
        Written written = run(Overflows.class, List.of(), way.name());
        assertThat(written.lines()).containsExactly("echo", "child", "over");
        assertThat(written.exitCode()).isZero();
    }
}
