package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ContextVar;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.LimitOverrunException;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.spi.Network;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statements about streams and servers, over a network in memory. The counterpart of {@code streams.py}. */
final class StreamStatements {

    /** What the connection of a handler is called in it, and in the tasks that it starts. */
    static final String PEER = "peer";

    private static final Set<String> OPS = Set.of("serve", "connect", "network");
    private static final int LONGEST_SHOWN = 40;
    private static final int TICKS_TO_SETTLE = 20;
    /** Which a server's connection takes in asyncio, from being accepted to its handler, and here does not. */
    private static final int TURNS_TO_BE_MADE = 2;
    private static final ContextVar<Optional<Connection>> CURRENT =
            ContextVar.of(PEER, Optional.empty());

    private final Execution run;
    private final Interpreter interpreter;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<Server, Integer> ports = new LinkedHashMap<>();

    StreamStatements(Execution run, Interpreter interpreter) {
        this.run = run;
        this.interpreter = interpreter;
    }

    /** {@return whether a scenario has a network} */
    static boolean areIn(Scenario scenario) {
        return OPS.stream().anyMatch(scenario::uses);
    }

    /** Runs {@code s} if it is one of these. */
    boolean run(Statement s) throws Exception {
        return serve(s) || write(s) || read(s) || end(s);
    }

    // Servers.

    private boolean serve(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "network" -> run.loops().wires().set(s.number("latency", 1), s.number("room", 1 << 30),
                    s.number("rate", 1 << 30));
            case "serve" -> start(s);
            case "connect" -> connect(s);
            case "serving" -> run.say("serving " + of + " > " + run.get(of, Server.class).isServing());
            case "serve-forever" -> {
                run.get(of, Server.class).serveForever();
                run.say("served " + of);
            }
            case "close-server" -> {
                run.get(of, Server.class).close();
                run.say("close " + of);
            }
            case "close-clients" -> {
                run.get(of, Server.class).closeClients();
                run.say("close-clients " + of);
            }
            case "abort-clients" -> {
                run.get(of, Server.class).abortClients();
                run.say("abort-clients " + of);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void start(Statement s) throws Exception {
        String name = s.string("var");
        int[] count = {0};
        ServerOptions options = ServerOptions.DEFAULT;
        if (s.has("limit")) {
            options = options.withLimit(s.number("limit", 0));
        }
        Network.CURRENT.set(run.loops().wires());
        Server server = Net.startServer((reader, writer) -> {
            giveWay(TURNS_TO_BE_MADE);
            Objects.requireNonNull(Asyncio.currentTask()).setName(name + "-" + ++count[0]);
            var connection = new Connection(reader, writer);
            connections.add(connection);
            CURRENT.set(Optional.of(connection));
            run.taskBody(s.body()).await();
            writer.close();
        }, "127.0.0.1", 0, options);
        ports.put(server, server.port());
        run.put(name, server);
        run.say("serve " + name);
    }

    private void connect(Statement s) throws Exception {
        Network.CURRENT.set(run.loops().wires());
        ConnectOptions options = ConnectOptions.DEFAULT;
        if (s.has("limit")) {
            options = options.withLimit(s.number("limit", 0));
        }
        Integer port = ports.get(run.get(s.string("to"), Server.class));
        Connection connection = Net.openConnection("127.0.0.1", Objects.requireNonNull(port), options);
        connections.add(connection);
        run.put(s.string("var"), connection);
        run.say("connected " + s.string("var"));
    }

    // Writing.

    private boolean write(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "write" -> {
                writer(s).write(bytes(s.string("text")));
                run.say("write " + of);
            }
            case "fill" -> {
                var bytes = new byte[s.number("bytes", 0)];
                Arrays.fill(bytes, (byte) 'x');
                writer(s).write(bytes);
                run.say("fill " + of);
            }
            case "write-lines" -> {
                writer(s).writeLines(
                        Arrays.stream(s.string("text").split(" +")).map(word -> bytes(word + "\\n"))
                                .toList());
                run.say("write-lines " + of);
            }
            case "drain" -> {
                writer(s).drain();
                run.say("drained " + of);
            }
            case "write-eof" -> {
                writer(s).writeEof();
                run.say("write-eof " + of);
            }
            case "water" -> writer(s).setWriteBufferLimits((long) s.number("high", 0),
                    s.has("low") ? Long.valueOf(s.number("low", 0)) : null);
            case "buffered" -> run.say("buffered " + of + " > " + writer(s).getWriteBufferSize());
            default -> {
                return false;
            }
        }
        return true;
    }

    // Reading.

    private boolean read(Statement s) throws Exception {
        byte[] data = switch (s.op()) {
            case "read" -> reader(s).read(s.number("most", 0));
            case "read-all" -> reader(s).read();
            case "read-exactly" -> reader(s).readExactly(s.number("count", 0));
            case "read-line" -> reader(s).readLine();
            case "read-until" -> readUntil(s);
            default -> null;
        };
        if (data != null) {
            run.say(s.op() + " " + s.string("of") + " > " + shown(data));
        }
        return data != null;
    }

    private byte[] readUntil(Statement s) throws Exception {
        try {
            return reader(s).readUntil(Arrays.stream(s.string("separators").split(","))
                    .map(StreamStatements::bytes).toArray(byte[][]::new));
        } catch (LimitOverrunException e) {
            run.say("read-until " + s.string("of") + " > overrun at " + e.consumed());
            throw e;
        }
    }

    /** Runs the block of {@code lines}. */
    Interpreter.@Nullable Returned lines(Statement s, @Nullable Throwable handled) throws Exception {
        for (byte[] line : reader(s).lines()) {
            run.say("line " + shown(line));
            Interpreter.Returned returned = interpreter.block(s.body(), handled);
            if (returned != null) {
                return returned;
            }
        }
        run.say("lines " + s.string("of") + " over");
        return null;
    }

    // Ending.

    private boolean end(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "at-eof" -> run.say("at-eof " + of + " > " + reader(s).atEof());
            case "closing" -> run.say("closing " + of + " > " + writer(s).isClosing());
            case "close-stream" -> {
                writer(s).close();
                run.say("close " + of);
            }
            case "abort-stream" -> {
                writer(s).abort();
                run.say("abort " + of);
            }
            case "wait-closed" -> {
                Object what = of.equals(PEER) ? connection(s) : run.get(of, Object.class);
                if (what instanceof Server server) {
                    server.waitClosed();
                } else {
                    ((Connection) what).writer().waitClosed();
                }
                run.say("closed " + of);
            }
            case "tear" -> {
                run.loops().wires().tear(writer(s).localAddress());
                run.say("tear " + of);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    boolean areUsed() {
        return run.loops().hasWires();
    }

    /** When the main task is over: lets connections be accepted that are there, so that their tasks are. */
    void settle() {
        if (!areUsed()) {
            return;
        }
        run.finish(() -> {
            giveWay(TICKS_TO_SETTLE);
            ports.keySet().forEach(Server::close);
        });
    }

    // Small things.

    private static void giveWay(int turns) {
        for (int i = 0; i < turns; i++) {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    private Connection connection(Statement s) throws Exception {
        String of = s.string("of");
        Optional<Connection> current = of.equals(PEER) ? CURRENT.get() : Optional.empty();
        return current.isPresent() ? current.get() : run.get(of, Connection.class);
    }

    private StreamReader reader(Statement s) throws Exception {
        return connection(s).reader();
    }

    private StreamWriter writer(Statement s) throws Exception {
        return connection(s).writer();
    }

    static byte[] bytes(String text) {
        return text.replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static String shown(byte[] data) {
        return data.length == 0 ? "\"\"" : data.length > LONGEST_SHOWN ? "<" + data.length + " bytes>"
                : new String(data, StandardCharsets.ISO_8859_1).replace("\n", "\\n");
    }
}
