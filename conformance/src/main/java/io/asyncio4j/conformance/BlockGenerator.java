package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.Made.make;
import static io.asyncio4j.conformance.Made.withRef;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes random valid statements about what earlier ones have made, with ties in time and cancellations. */
final class BlockGenerator {

    private static final int[] TIMES = {0, 0, 0, 1, 1, 2, 2, 3, 5, 10};
    private static final int MOST_STATEMENTS = 60;

    private final Random random;
    private final Map<Kind, List<String>> pool = new EnumMap<>(Kind.class);
    private int made;
    private int left = MOST_STATEMENTS;
    // CPython 3.13 calls the callback of a task that ends within an eager start in a group at once, later ones do not
    final boolean withEagerTasks;
    // threads make the loop look for their work in each turn, which is to be left out in most scenarios
    final boolean withThreads;
    // these need Python 3.14, and some combinators show in them in a way of CPython's own
    private final boolean withGraphs;

    BlockGenerator(Random random) {
        this.random = random;
        for (Kind kind : Kind.values()) {
            pool.put(kind, new ArrayList<>());
        }
        withEagerTasks = random.nextInt(8) == 0;
        withThreads = random.nextInt(4) == 0;
        withGraphs = random.nextInt(15) == 0;
    }

    /** What the blocks around a statement allow. */
    record Place(boolean mayWait, boolean inHandler, boolean inLoop, boolean inGenerator, int depth) {

        static Place task(int depth) {
            return new Place(true, false, false, false, depth);
        }

        static Place callback(int depth) {
            return new Place(false, false, false, false, depth);
        }

        Place deeper() {
            return new Place(mayWait, inHandler, inLoop, inGenerator, depth + 1);
        }

        Place handler() {
            return new Place(mayWait, true, inLoop, inGenerator, depth + 1);
        }

        Place loop() {
            return new Place(mayWait, inHandler, true, inGenerator, depth + 1);
        }
    }

    List<Statement> block(Place place, int size) {
        var block = new ArrayList<Statement>();
        for (int i = 0; i < size && left > 0; i++) {
            Statement statement = statement(place);
            if (statement != null) {
                left--;
                block.add(statement);
                if (Set.of("return", "raise", "reraise", "break").contains(statement.op())) {
                    break;
                }
            }
        }
        if (block.isEmpty()) {
            block.add(place.mayWait ? make("sleep", "ms", time()) : make("log", "text", "here"));
        }
        return block;
    }

    private @Nullable Statement statement(Place place) {
        boolean deep = place.depth >= 5;
        return switch (random.nextInt(place.mayWait && !deep ? 42 : place.mayWait ? 28 : 14)) {
            case 0, 1 -> withRef("cancel", "of", any(Kind.TASK, Kind.TASK, Kind.FUTURE, Kind.AGGREGATE),
                    random.nextInt(3) == 0 ? "text" : "", "m" + random.nextInt(3));
            case 2 -> withRef("set", "of", any(Kind.FUTURE), "text", "r" + random.nextInt(3));
            case 3 -> withRef("fail", "of", any(Kind.FUTURE), "kind", "Error", "text", "f");
            case 4 -> switch (random.nextInt(8)) {
                case 0 -> withRef("state", "of", any(Kind.TASK, Kind.FUTURE, Kind.AGGREGATE));
                case 1 -> withRef("repr", "of", any(Kind.TASK, Kind.FUTURE, Kind.AGGREGATE));
                case 2 -> withRef("cancelling", "of", any(Kind.TASK));
                case 3 -> withRef("uncancel", "of", any(Kind.TASK));
                case 4 -> make("tasks");
                case 5 -> withRef("outcome", "of", any(Kind.JOB));
                case 6 -> graph();
                default -> make("current");
            };
            case 5 -> withRef("callback", List.of(make("log", "text", "cb")), "of",
                    any(Kind.TASK, Kind.FUTURE, Kind.AGGREGATE), "label", "x" + random.nextInt(2));
            case 6 -> callback(place);
            case 7 -> instant();
            case 8 -> instant();
            case 9 -> variable();
            case 10 -> random.nextInt(3) == 0 ? ending(place) : graph();
            case 11 -> spawn(place, false);
            case 12 -> combinator();
            case 13 -> withRef(random.nextBoolean() ? "result" : "exception", "of",
                    any(Kind.TASK, Kind.FUTURE, Kind.AGGREGATE));
            case 14, 15, 16, 17 -> make("sleep", "ms", time());
            case 18, 19, 20 -> withRef("await", "of", awaitable());
            case 21 -> withRef("wait-for", "of", awaitable(), random.nextInt(5) == 0 ? "" : "ms",
                    withGraphs ? 1 + time() : time()); // without time it is not in CPython's graph
            case 22 -> waitForSome();
            case 23 -> withRef(random.nextBoolean() ? "next" : "next-future", "of", any(Kind.STREAM));
            case 24, 25, 26 -> waiting();
            case 27 -> generatorUse(place);
            case 28, 29, 30, 31, 32 -> tried(place);
            case 33, 34 -> timeout(place);
            case 35, 36 -> group(place);
            case 37, 38 -> with(place);
            case 39 -> make("repeat", block(place.deeper(), 2), "times", 2);
            case 40 -> coro(place);
            default -> generator(place);
        };
    }

    private @Nullable Statement graph() {
        return withGraphs ? withRef("graph", "of", any(Kind.TASK, Kind.FUTURE)) : null;
    }

    private @Nullable Statement callback(Place place) {
        if (place.depth >= 5) {
            return null;
        }
        List<Statement> body = block(Place.callback(place.depth + 1), 1 + random.nextInt(2));
        return switch (random.nextInt(6)) {
            case 0 -> make("soon", body);
            case 1 -> make("soon", body, "var", fresh(Kind.HANDLE, "h"));
            case 2 -> make("later", body, "ms", time());
            case 3 -> make("later", body, "var", fresh(Kind.HANDLE, "h"), "ms", time());
            case 4 -> withThreads ? make("thread", List.of(make("threadsafe", body)))
                    : make("threadsafe", body);
            default -> make("threadsafe", body);
        };
    }

    private @Nullable Statement instant() {
        return switch (random.nextInt(16)) {
            case 0 -> withRef("release", "of", any(Kind.LOCK, Kind.SEMAPHORE, Kind.CONDITION));
            case 1, 2 -> withRef("set", "of", any(Kind.EVENT));
            case 3 -> withRef("clear", "of", any(Kind.EVENT));
            case 4 -> withRef("notify", "of", any(Kind.CONDITION), "times", 1 + random.nextInt(2));
            case 5 -> withRef("notify-all", "of", any(Kind.CONDITION));
            case 6, 7 -> withRef("put-nowait", "of", any(Kind.QUEUE), "item", random.nextInt(9));
            case 8 -> withRef("get-nowait", "of", any(Kind.QUEUE));
            case 9 -> withRef("task-done", "of", any(Kind.QUEUE));
            case 10 -> random.nextInt(3) > 0 ? null
                    : withRef("shutdown", "of", any(Kind.QUEUE), random.nextBoolean() ? "immediate" : "",
                            "immediate");
            case 11, 12 -> withRef("inspect", "of",
                    any(Kind.LOCK, Kind.EVENT, Kind.CONDITION, Kind.SEMAPHORE, Kind.BARRIER, Kind.QUEUE));
            case 13 -> withRef("add", "of", any(Kind.NUMBER), "by", 1);
            case 14 -> random.nextInt(4) == 0 ? make("stop") : withRef("cancel", "of", any(Kind.HANDLE));
            default -> withRef("reschedule", "of", any(Kind.TIMEOUT), random.nextInt(4) == 0 ? "" : "ms",
                    random.nextInt(20));
        };
    }

    private @Nullable Statement waiting() {
        return switch (random.nextInt(11)) {
            case 0 -> withRef("acquire", "of", any(Kind.LOCK, Kind.SEMAPHORE, Kind.CONDITION));
            case 1, 2 -> withRef("wait-event", "of", any(Kind.EVENT));
            case 3 -> withRef("wait-condition", "of", any(Kind.CONDITION));
            case 4 -> waitUntil();
            case 5 -> withRef("wait-barrier", "of", any(Kind.BARRIER));
            case 6 -> random.nextInt(3) > 0 ? null
                    : withRef(random.nextBoolean() ? "reset" : "abort", "of", any(Kind.BARRIER));
            case 7, 8 -> withRef("get", "of", any(Kind.QUEUE));
            case 9 -> withRef("put", "of", any(Kind.QUEUE), "item", random.nextInt(9));
            default -> withRef("join", "of", any(Kind.QUEUE));
        };
    }

    private @Nullable Statement waitUntil() {
        String number = any(Kind.NUMBER);
        return number == null ? null
                : withRef("wait-until", "of", any(Kind.CONDITION), "number", number, "least",
                        random.nextInt(3));
    }

    private @Nullable Statement ending(Place place) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> make("return", "text", "v" + random.nextInt(3));
            case 2 -> make("raise", "kind", "Error", "text", "a" + random.nextInt(3));
            case 3 -> make("raise", "kind", "Other", "text", "o");
            case 4 -> random.nextInt(4) > 0 ? make("raise", "kind", "Base", "text", "b")
                    : make("raise", "kind", "Fatal", "text", "x");
            case 5 -> make("raise", "kind", "Cancelled", "text", "own");
            case 6 -> place.inHandler ? make("reraise") : null;
            default -> place.inLoop ? make("break") : null;
        };
    }

    private @Nullable Statement variable() {
        return random.nextBoolean() ? withRef("getvar", "of", any(Kind.VARIABLE))
                : withRef("setvar", "of", any(Kind.VARIABLE), "text", "w" + random.nextInt(4));
    }

    Statement spawn(Place place, boolean plain) {
        String group = plain || withEagerTasks ? null : any(Kind.GROUP);
        List<Statement> body = block(Place.task(place.depth + 1), 1 + random.nextInt(5));
        String name = fresh(Kind.TASK, "t");
        if (group != null && random.nextInt(3) > 0) {
            return make("spawn", body, "var", name, "in", group);
        }
        return random.nextInt(10) == 0 ? make("spawn", body, "var", name, "start", "eager")
                : make("spawn", body, "var", name);
    }

    private @Nullable Statement combinator() {
        String one = awaitable();
        String two = awaitable();
        if (one == null || two == null || withGraphs) {
            return null;
        }
        List<String> some = random.nextInt(4) == 0 ? List.of(one) : List.of(one, two);
        return switch (random.nextInt(6)) {
            case 0, 1 -> make("gather", "of", some, "var", fresh(Kind.AGGREGATE, "g"));
            case 2 -> make("gather-outcomes", "of", some, "var", fresh(Kind.AGGREGATE, "g"));
            case 3 -> make("shield", "of", one, "var", fresh(Kind.AGGREGATE, "g"));
            default -> random.nextBoolean()
                    ? make("as-completed", "var", fresh(Kind.STREAM, "z"), "of", some)
                    : make("as-completed", "var", fresh(Kind.STREAM, "z"), "of", some, "timeout", "timeout",
                            "ms", time());
        };
    }

    private @Nullable Statement waitForSome() {
        String one = any(Kind.TASK, Kind.FUTURE, Kind.AGGREGATE);
        String two = any(Kind.TASK, Kind.FUTURE, Kind.AGGREGATE);
        if (one == null || two == null || withGraphs) {
            return null;
        }
        var arguments = new ArrayList<Object>(List.of("of", List.of(one, two)));
        if (random.nextBoolean()) {
            arguments.addAll(List.of("timeout", "timeout", "ms", time()));
        }
        if (random.nextBoolean()) {
            arguments.addAll(
                    List.of("until", random.nextBoolean() ? "first-completed" : "first-exception"));
        }
        return make("wait", arguments.toArray());
    }

    private Statement tried(Place place) {
        List<Statement> body = block(place.deeper(), 1 + random.nextInt(3));
        var handlers = new ArrayList<Statement.Clause>();
        var star = new ArrayList<Statement.Clause>();
        List<Statement> last = null;
        if (random.nextInt(5) == 0) {
            star.add(new Statement.Clause("Error", starred()));
            if (random.nextBoolean()) {
                star.add(new Statement.Clause("Other", starred()));
            }
        } else if (random.nextInt(4) > 0) {
            String kind = List.of("Cancelled", "Cancelled", "Error", "Timeout", "Group", "Any", "Misuse")
                    .get(random.nextInt(7));
            handlers.add(new Statement.Clause(kind, block(place.handler(), 1 + random.nextInt(2))));
        }
        if (handlers.isEmpty() && star.isEmpty() || random.nextInt(4) == 0) {
            last = block(place.deeper(), 1 + random.nextInt(2)).stream()
                    .filter(s -> !Set.of("return", "break").contains(s.op())).toList();
        }
        return make("try", body).withClauses(handlers, star, last);
    }

    // It does not wait: a CancelledError that leaves a handler stays bare here, and is put into a group there.
    private List<Statement> starred() {
        return List.of(
                switch (random.nextInt(4)) {
                    case 0 -> make("raise", "kind", "Error", "text", "h");
                    case 1 -> make("raise", "kind", "Other", "text", "h");
                    default -> make("log", "text", "handled");
                });
    }

    private Statement timeout(Place place) {
        String name = fresh(Kind.TIMEOUT, "o");
        List<Statement> body = block(place.deeper(), 1 + random.nextInt(3));
        return random.nextInt(8) == 0 ? make("timeout", body, "var", name)
                : make("timeout", body, "var", name, "ms", time());
    }

    private @Nullable Statement group(Place place) {
        if (withEagerTasks) {
            return null;
        }
        String name = fresh(Kind.GROUP, "p");
        var body = new ArrayList<Statement>();
        int children = 1 + random.nextInt(3);
        for (int i = 0; i < children; i++) {
            body.add(
                    make("spawn", block(Place.task(place.depth + 2), 1 + random.nextInt(3)), "var",
                            fresh(Kind.TASK, "t"), "in", name));
        }
        body.addAll(block(place.deeper(), 1 + random.nextInt(2)));
        return make("group", body, "var", name);
    }

    private @Nullable Statement with(Place place) {
        String lock = any(Kind.LOCK, Kind.SEMAPHORE, Kind.CONDITION);
        return lock == null ? null : make("with", block(place.deeper(), 1 + random.nextInt(3)), "of", lock);
    }

    private Statement coro(Place place) {
        List<Statement> body = block(Place.task(place.depth + 1), 1 + random.nextInt(3));
        return make("coro", body, "var", fresh(Kind.CORO, "d"));
    }

    Statement generator(Place place) {
        var body = new ArrayList<Statement>();
        Place inside = new Place(true, false, false, false, place.depth + 2);
        int elements = 1 + random.nextInt(3);
        for (int i = 0; i < elements; i++) {
            body.add(make("yield", "text", "y" + i));
            if (random.nextBoolean()) {
                body.addAll(block(inside, 1));
            }
        }
        if (random.nextBoolean()) {
            body = new ArrayList<>(
                    List.of(make("try", body).withClauses(List.of(), List.of(), block(inside, 1))));
        }
        return make("generator", body, "var", fresh(Kind.GENERATOR, "a"));
    }

    private @Nullable Statement generatorUse(Place place) {
        String generator = any(Kind.GENERATOR);
        if (generator == null) {
            return null;
        }
        return switch (random.nextInt(4)) {
            case 0, 1 -> make("anext", "of", generator);
            case 2 -> make("aclose", "of", generator);
            default -> place.depth >= 5 ? null : make("for", block(place.loop(), 1), "of", generator);
        };
    }

    // Small things.

    int time() {
        return TIMES[random.nextInt(TIMES.length)];
    }

    List<String> names(Kind kind) {
        return Objects.requireNonNull(pool.get(kind));
    }

    String fresh(Kind kind, String prefix) {
        String name = prefix + made++;
        names(kind).add(name);
        return name;
    }

    // Not main: a task that awaits itself cannot be awaited by others afterwards in CPython, by accident. And a
    // coroutine once: two tasks that are given the same one tear it apart there.
    private @Nullable String awaitable() {
        String name = any(Kind.TASK, Kind.TASK, Kind.FUTURE, Kind.AGGREGATE, Kind.CORO);
        names(Kind.CORO).remove(name);
        return "main".equals(name) ? null : name;
    }

    @Nullable
    String any(Kind... kinds) {
        var names = new ArrayList<String>();
        for (Kind kind : kinds) {
            names.addAll(names(kind));
        }
        return names.isEmpty() ? null : names.get(random.nextInt(names.size()));
    }
}
