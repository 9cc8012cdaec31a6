package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.Made.make;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes the code of random main tasks that talk over a network: a server, clients that come and go, and what cancels and
 * closes them in between.
 */
/*
 * Left out is where asyncio4j differs on purpose (each has a scenario with `differs`): a read() to the end that is tried
 * again, two reads at once, aborting what others drain, closing a server that serves for ever. And what it does later than
 * asyncio, within the same millisecond, since it gathers what a turn writes: so writes are drained, or the stream is closed.
 * A connection is read in chunks or in frames, since a chunk ends where the program has last looked.
 */
final class StreamGenerator {

    private static final int[] TIMES = {0, 0, 1, 1, 2, 3, 5};
    private static final List<String> SEPARATORS = List.of("\\n", ";", "\\n,;", "--");

    /** How one end behaves. */
    private record Style(String connection, boolean inChunks) {}

    private final Random random;
    private int names;

    StreamGenerator(Random random) {
        this.random = random;
    }

    List<Statement> body() {
        var body = new ArrayList<Statement>();
        body.add(make("network", "latency", 1 + random.nextInt(3),
                random.nextInt(3) == 0 ? "room" : "", 3 + random.nextInt(20),
                random.nextInt(3) == 0 ? "rate" : "", 1 + random.nextInt(5)));
        if (random.nextBoolean()) {
            body.add(make("handler", "mode", "normal"));
        }
        if (random.nextBoolean()) {
            body.add(make("ticker", "var", "k", "times", 2 + random.nextInt(9)));
        }
        body.add(make("serve", guarded(handler()), "var", "s"));
        int clients = 1 + random.nextInt(4);
        for (int i = 0; i < clients; i++) {
            body.add(make("spawn", client("c" + i), "var", "t" + i));
            if (random.nextInt(3) == 0) {
                body.add(sleep());
            }
        }
        body.addAll(meanwhile(clients));
        for (int i = 0; i < clients; i++) {
            if (random.nextInt(4) > 0) {
                body.add(make("try", List.of(make("await", "of", "t" + i))).withClauses(
                        List.of(new Statement.Clause("Any", List.of(make("time")))), List.of(), null));
            }
        }
        if (random.nextBoolean()) {
            body.add(make("close-server", "of", "s"));
            body.add(limited(make("wait-closed", "of", "s")));
        }
        return body;
    }

    /** What the main task does while clients and server talk. */
    private List<Statement> meanwhile(int clients) {
        var block = new ArrayList<Statement>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            String task = "t" + random.nextInt(clients);
            block.add(switch (random.nextInt(6)) {
                case 0, 1 -> make("cancel", "of", task);
                case 2 -> make("at", List.of(make("cancel", "of", task)), "ms", 1 + random.nextInt(9));
                case 3 -> make("state", "of", task);
                case 4 ->
                        random.nextInt(3) == 0 ? make("close-server", "of", "s") : make("serving", "of", "s");
                default -> sleep();
            });
        }
        return block;
    }

    private List<Statement> client(String connection) {
        var block = new ArrayList<Statement>();
        Statement connect = make("connect", "var", connection, "to", "s");
        block.add(random.nextInt(5) == 0 ? make("timeout", List.of(connect), "var", name("o"), "ms",
                random.nextInt(5)) : connect);
        block.addAll(talk(new Style(connection, random.nextBoolean()), 1 + random.nextInt(6)));
        return guarded(block);
    }

    private List<Statement> handler() {
        var style = new Style(StreamStatements.PEER, random.nextBoolean());
        if (random.nextInt(3) == 0) {
            return List.of(make("lines", answer(style), "of", style.connection));
        }
        if (random.nextInt(3) == 0) {
            var block = new ArrayList<Statement>(List.of(read(style)));
            block.addAll(answer(style));
            return List.of(make("repeat", block, "times", 1 + random.nextInt(4)));
        }
        return talk(style, 1 + random.nextInt(6));
    }

    private List<Statement> answer(Style style) {
        var block = new ArrayList<Statement>();
        if (random.nextInt(3) == 0) {
            block.add(sleep());
        }
        block.addAll(write(style));
        return block;
    }

    /** Some statements about a connection, and perhaps its end. */
    private List<Statement> talk(Style style, int size) {
        var block = new ArrayList<Statement>();
        boolean mayWrite = true;
        for (int i = 0; i < size; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> block.addAll(mayWrite ? write(style) : List.of(read(style)));
                case 3, 4, 5 -> block.add(random.nextInt(3) == 0 ? limited(read(style)) : read(style));
                case 6 -> block.add(sleep());
                default -> {
                    if (mayWrite && random.nextInt(3) == 0) {
                        mayWrite = false;
                        block.add(make("write-eof", "of", style.connection));
                    }
                }
            }
        }
        if (random.nextInt(3) > 0) {
            block.add(make("close-stream", "of", style.connection));
            if (random.nextBoolean()) {
                block.add(make("wait-closed", "of", style.connection));
            }
        }
        return block;
    }

    private List<Statement> write(Style style) {
        Statement write = switch (random.nextInt(4)) {
            case 0 -> make("fill", "of", style.connection, "bytes", random.nextInt(40));
            case 1 -> make("write-lines", "of", style.connection, "text", "w" + random.nextInt(9) + " v");
            default -> make("write", "of", style.connection, "text",
                    "m" + random.nextInt(9) + List.of("\\n", ";", "", "\\n;", "--").get(random.nextInt(5)));
        };
        var block = new ArrayList<Statement>();
        if (random.nextInt(5) == 0) {
            block.add(make("water", "of", style.connection, "high", random.nextInt(20)));
        }
        block.add(write);
        Statement drain = make("drain", "of", style.connection);
        block.add(random.nextInt(5) == 0 ? limited(drain) : drain);
        return block;
    }

    private Statement read(Style style) {
        if (style.inChunks) {
            return make("read", "of", style.connection, "most", 10_000);
        }
        return switch (random.nextInt(4)) {
            case 0 -> make("read-exactly", "of", style.connection, "count", random.nextInt(12));
            case 1 -> make("read-until", "of", style.connection, "separators",
                    SEPARATORS.get(random.nextInt(SEPARATORS.size())));
            default -> make("read-line", "of", style.connection);
        };
    }

    // Around them.

    private List<Statement> guarded(List<Statement> block) {
        String kind = List.of("Any", "Reset", "Incomplete", "Cancelled", "Timeout", "none")
                .get(random.nextInt(6));
        @Nullable List<Statement> last =
                random.nextInt(4) == 0 ? List.of(make("log", "text", "at last")) : null;
        if (kind.equals("none") && last == null) {
            return block;
        }
        List<Statement.Clause> handlers = kind.equals("none") ? List.of()
                : List.of(new Statement.Clause(kind, List.of(random.nextBoolean() ? make("time") : sleep())));
        return List.of(make("try", block).withClauses(handlers, List.of(), last));
    }

    private Statement limited(Statement statement) {
        Statement limited =
                make("timeout", List.of(statement), "var", name("o"), "ms", random.nextInt(6));
        return make("try", List.of(limited)).withClauses(
                List.of(new Statement.Clause("Timeout", List.of(make("log", "text", "too late")))), List.of(),
                null);
    }

    private Statement sleep() {
        return make("sleep", "ms", TIMES[random.nextInt(TIMES.length)]);
    }

    private String name(String prefix) {
        return prefix + names++;
    }
}
