package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.Made.make;

import io.asyncio4j.conformance.BlockGenerator.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes the code of random main tasks: a few tasks that get into each other's way, and the threads beside them. */
final class MainGenerator {

    private final BlockGenerator code;
    private final Random random;
    private boolean isFirstRun = true;

    MainGenerator(BlockGenerator code, Random random) {
        this.code = code;
        this.random = random;
    }

    /** {@return the code of a main task}: objects that tasks share, the tasks, and what main does itself. */
    List<Statement> body() {
        var body = new ArrayList<Statement>();
        if (code.withEagerTasks) {
            body.add(make("eager-tasks", "switch", "on"));
        }
        declarations(body);
        if (random.nextBoolean()) {
            body.add(make("ticker", "var", code.fresh(Kind.TASK, "k"), "times", 2 + random.nextInt(8)));
        }
        if (code.withThreads && random.nextBoolean()) {
            threads(body);
        }
        int tasks = 1 + random.nextInt(5);
        for (int i = 0; i < tasks; i++) {
            body.add(code.spawn(Place.task(1), false));
        }
        body.addAll(code.block(Place.task(1), 3 + random.nextInt(6)));
        for (String task : List.copyOf(code.names(Kind.TASK))) {
            if (!task.equals("main") && random.nextInt(3) > 0) {
                body.add(shielded(make("await", "of", task)));
            }
        }
        isFirstRun = false;
        return body;
    }

    // A job is cancelled only when it has begun for certain: at a later moment of the first run, whose moments are all
    // to come. CPython 3.13 and 3.14 begin one that is cancelled before.
    private void threads(List<Statement> body) {
        int moment = 0;
        int threads = 1 + random.nextInt(3);
        for (int i = 0; i < threads; i++) {
            moment += 1 + random.nextInt(4);
            String job = code.any(Kind.JOB);
            List<Statement> work = job != null && random.nextInt(3) == 0
                    ? List.of(make(isFirstRun && random.nextBoolean() ? "cancel" : "outcome", "of", job))
                    : handedIn(2);
            body.add(make("thread", work, "ms", moment));
        }
    }

    private List<Statement> handedIn(int depth) {
        var work = new ArrayList<Statement>();
        int pieces = 1 + random.nextInt(2);
        for (int i = 0; i < pieces; i++) {
            if (random.nextBoolean()) {
                work.add(make("threadsafe", code.block(Place.callback(depth + 1), 1 + random.nextInt(2))));
            } else {
                List<Statement> task = code.block(Place.task(depth + 1), 1 + random.nextInt(3));
                work.add(make("submit", task, "var", code.fresh(Kind.JOB, "j")));
            }
        }
        return work;
    }

    private void declarations(List<Statement> body) {
        int futures = random.nextInt(3);
        for (int i = 0; i < futures; i++) {
            body.add(make("future", "var", code.fresh(Kind.FUTURE, "f")));
        }
        if (random.nextInt(3) == 0) {
            body.add(make("lock", "var", code.fresh(Kind.LOCK, "l")));
        }
        if (random.nextInt(3) == 0) {
            body.add(make("event", "var", code.fresh(Kind.EVENT, "e")));
        }
        if (random.nextInt(3) == 0) {
            body.add(make("number", "var", code.fresh(Kind.NUMBER, "n")));
            String lock = code.any(Kind.LOCK);
            body.add(
                    lock != null && random.nextBoolean()
                            ? make("condition", "var", code.fresh(Kind.CONDITION, "c"), "on", "on", "lock",
                                    lock)
                            : make("condition", "var", code.fresh(Kind.CONDITION, "c")));
        }
        if (random.nextInt(3) == 0) {
            body.add(
                    make(random.nextBoolean() ? "semaphore" : "bounded-semaphore",
                            "var", code.fresh(Kind.SEMAPHORE, "s"), "value", random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            body.add(make("barrier", "var", code.fresh(Kind.BARRIER, "b"), "parties", 1 + random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            String op = List.of("queue", "queue", "lifo-queue", "priority-queue").get(random.nextInt(4));
            body.add(make(op, "var", code.fresh(Kind.QUEUE, "q"), "size", random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            body.add(make("var", "var", code.fresh(Kind.VARIABLE, "v")));
        }
        if (random.nextInt(5) == 0) {
            body.add(code.generator(Place.task(1)));
        }
    }

    private Statement shielded(Statement statement) {
        return make("try", List.of(statement)).withClauses(
                List.of(new Statement.Clause("Any", List.of(make("log", "text", "gone")))), List.of(), null);
    }
}
