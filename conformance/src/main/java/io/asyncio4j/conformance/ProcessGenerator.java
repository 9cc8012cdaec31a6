package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.Made.make;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes the code of random main tasks that start subprocesses, talk to them, wait for their ends, and bring those about. */
/*
 * The children are real, and what two of them do at the same time has no order. So they only answer, and one at a time: what
 * a task says to its child, and hears from it, it does under a lock that all of them share; and nobody is told how long a
 * step took. Left out is where asyncio4j differs on purpose: a cancelled communicate, a signal to a child that was waited
 * for, and one other than SIGTERM and SIGKILL while somebody waits, who would hear of the end before it returns.
 */
final class ProcessGenerator {

    private static final List<String> TEXTS = List.of("one\\n", "one\\ntwo\\n", "rest", "a\\n\\nb");
    private static final int[] SIGNALS = {10, 12, 14}; // the usual handling of these ends a process

    /** What a child does with a line that it gets. */
    private enum Sort {
        CAT, ECHO, BOTH
    }

    /** One child that answers, as a task knows it. */
    private record Child(String name, Sort sort) {

        String pipes() {
            return name + "out";
        }

        String errors() {
            return name + "err";
        }
    }

    private final Random random;
    private int names;
    private int waits;

    ProcessGenerator(Random random) {
        this.random = random;
    }

    List<Statement> body() {
        var body = new ArrayList<Statement>();
        body.add(make("lock", "var", "turn"));
        int tasks = random.nextInt(4);
        for (int i = 0; i < tasks; i++) {
            body.add(make("spawn", guarded(life(true)), "var", "t" + i));
        }
        if (tasks == 0 || random.nextInt(3) == 0) {
            body.addAll(life(tasks > 0));
        }
        for (int i = 0; i < tasks; i++) {
            body.add(make("try", List.of(make("await", "of", "t" + i))).withClauses(
                    List.of(new Statement.Clause("Any", List.of(make("log", "text", "gone")))), List.of(),
                    null));
        }
        return body;
    }

    /** The life of a child, from its start to its end, if it comes to that. */
    private List<Statement> life(boolean inTurns) {
        var block = new ArrayList<Statement>();
        if (random.nextInt(4) == 0) {
            block.addAll(turn(inTurns, speaker()));
            return block;
        }
        var child = new Child("p" + names++, Sort.values()[random.nextInt(Sort.values().length)]);
        block.addAll(turn(inTurns, start(child)));
        int steps = random.nextInt(4);
        for (int i = 0; i < steps; i++) {
            block.addAll(turn(inTurns, step(child)));
            if (random.nextInt(4) == 0) {
                block.add(make("sleep", "ms", 0));
            }
        }
        if (random.nextInt(8) > 0) {
            block.addAll(turn(inTurns, end(child)));
        }
        return block;
    }

    private static List<Statement> turn(boolean inTurns, List<Statement> block) {
        return inTurns ? List.of(make("with", block, "of", "turn")) : block;
    }

    // A child that says what it has to say, and ends.

    private List<Statement> speaker() {
        String name = "p" + names++;
        int status = random.nextInt(5);
        var block = new ArrayList<Statement>();
        block.add(make("shell", "var", name, random.nextInt(3) == 0 ? "stderr" : "", "stdout", "command",
                "echo one; echo two >&2; echo three; exit " + status));
        switch (random.nextInt(3)) {
            case 0 -> block.add(make("communicate", "of", name));
            case 1 -> {
                block.add(make("wait-process", "of", name));
                block.add(make("pipes", "var", name + "out", "of", name));
                block.add(make("read-line", "of", name + "out"));
                block.add(make("read-all", "of", name + "out"));
            }
            default -> {
                block.add(make("pipes", "var", name + "out", "of", name));
                block.add(make("read-all", "of", name + "out"));
                block.add(make("at-eof", "of", name + "out"));
                block.add(make("wait-process", "of", name));
            }
        }
        block.add(make("return-code", "of", name));
        return block;
    }

    // A child that answers.

    private List<Statement> start(Child child) {
        int status = random.nextInt(5);
        var block = new ArrayList<Statement>();
        block.add(switch (child.sort) {
            case CAT -> make("exec", "var", child.name, random.nextBoolean() ? "stderr" : "", "devnull",
                    "command",
                    "cat");
            case ECHO -> make("shell", "var", child.name, "command",
                    "while read line; do echo got $line; done; exit " + status);
            case BOTH -> make("shell", "var", child.name, "command",
                    "while read line; do echo $line; echo not $line >&2; done; exit " + status);
        });
        block.add(make("pipes", "var", child.pipes(), "of", child.name));
        if (child.sort == Sort.BOTH) {
            block.add(make("errors", "var", child.errors(), "of", child.name));
        }
        return block;
    }

    private List<Statement> step(Child child) {
        return switch (random.nextInt(7)) {
            case 0 -> List.of(make("return-code", "of", child.name));
            case 1 -> List.of(inVain(child));
            case 2 -> readerBefore(child);
            case 3 -> cancelledWait(child);
            case 4 -> child.sort == Sort.CAT ? bytes(child) : lines(child);
            default -> lines(child);
        };
    }

    private List<Statement> lines(Child child) {
        var block = new ArrayList<Statement>();
        int lines = 1 + random.nextInt(3);
        if (random.nextBoolean()) {
            block.add(
                    make("write-lines", "of", child.pipes(), "text", "w0 w1 w2".substring(0, 3 * lines - 1)));
        } else {
            for (int i = 0; i < lines; i++) {
                block.add(make("write", "of", child.pipes(), "text", "m" + i + "\\n"));
            }
        }
        if (random.nextBoolean()) {
            block.add(make("drain", "of", child.pipes()));
        }
        for (int i = 0; i < lines; i++) {
            block.addAll(answer(child));
        }
        return block;
    }

    private List<Statement> answer(Child child) {
        var block = new ArrayList<Statement>();
        block.add(random.nextInt(3) == 0 ? make("read-until", "of", child.pipes(), "separators", "\\n")
                : make("read-line", "of", child.pipes()));
        if (child.sort == Sort.BOTH) {
            block.add(make("read-line", "of", child.errors()));
        }
        return block;
    }

    private List<Statement> bytes(Child child) {
        int count = 1 + random.nextInt(random.nextBoolean() ? 10 : 30_000);
        return List.of(make("fill", "of", child.pipes(), "bytes", count), make("drain", "of", child.pipes()),
                make("read-exactly", "of", child.pipes(), "count", count));
    }

    /** A time limit on what does not happen: the child has not been asked. */
    private Statement inVain(Child child) {
        Statement wait = random.nextBoolean() ? make("wait-process", "of", child.name)
                : make("read-line", "of", child.pipes());
        Statement limited = make("timeout", List.of(wait), "var", "o" + waits++, "ms", random.nextInt(6));
        return make("quiet", List.of(make("try", List.of(limited)).withClauses(
                List.of(new Statement.Clause("Timeout", List.of(make("time")))), List.of(), null)));
    }

    /** Another task waits for the answer, and may be cancelled before the child is asked. */
    private List<Statement> readerBefore(Child child) {
        String reader = "r" + waits++;
        var block = new ArrayList<Statement>();
        block.add(make("spawn", answer(child), "var", reader));
        block.add(make("sleep", "ms", 0));
        boolean cancelled = random.nextBoolean();
        if (cancelled) {
            block.addAll(cancelled(reader));
        }
        block.add(make("write", "of", child.pipes(), "text", "asked\\n"));
        if (cancelled) {
            block.addAll(answer(child));
        } else {
            block.add(make("await", "of", reader));
        }
        return block;
    }

    private List<Statement> cancelledWait(Child child) {
        String waiter = "w" + waits++;
        var block = new ArrayList<Statement>();
        block.add(make("spawn", List.of(make("wait-process", "of", child.name)), "var", waiter));
        block.add(make("sleep", "ms", 0));
        block.addAll(cancelled(waiter));
        block.add(make("return-code", "of", child.name));
        return block;
    }

    private static List<Statement> cancelled(String task) {
        return List.of(make("cancel", "of", task),
                make("try", List.of(make("await", "of", task))).withClauses(
                        List.of(new Statement.Clause("Cancelled", List.of(make("log", "text", "cancelled")))),
                        List.of(),
                        null));
    }

    // Its end.

    private List<Statement> end(Child child) {
        var block = new ArrayList<Statement>();
        switch (random.nextInt(4)) {
            case 0 -> block.add(random.nextInt(4) == 0 ? make("communicate", "of", child.name)
                    : make("communicate", "of", child.name, "text", TEXTS.get(random.nextInt(TEXTS.size()))));
            case 1 -> {
                if (random.nextBoolean()) {
                    block.add(make("write", "of", child.pipes(), "text", "last\\n"));
                }
                block.add(make("close-stream", "of", child.pipes()));
                if (random.nextBoolean()) {
                    block.add(make("wait-closed", "of", child.pipes()));
                }
                block.add(make("closing", "of", child.pipes()));
                if (random.nextBoolean()) {
                    block.add(make("wait-process", "of", child.name));
                }
                block.add(make("read-all", "of", child.pipes()));
                block.add(make("at-eof", "of", child.pipes()));
                if (child.sort == Sort.BOTH) {
                    block.add(make("read-all", "of", child.errors()));
                }
                block.add(make("wait-process", "of", child.name));
            }
            default -> block.addAll(killed(child));
        }
        block.add(make("return-code", "of", child.name));
        if (random.nextInt(4) == 0) {
            block.add(make("communicate", "of", child.name));
        }
        return block;
    }

    private List<Statement> killed(Child child) {
        var waiters = new ArrayList<String>();
        var block = new ArrayList<Statement>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String waiter = "w" + waits++;
            waiters.add(waiter);
            block.add(make("spawn", List.of(make("wait-process", "of", child.name)), "var", waiter));
        }
        block.add(make("sleep", "ms", 0));
        if (count > 1 && random.nextBoolean()) {
            block.addAll(cancelled(waiters.remove(random.nextInt(count))));
        }
        block.add(switch (random.nextInt(waiters.isEmpty() ? 3 : 2)) {
            case 0 -> make("terminate", "of", child.name);
            case 1 -> make("kill", "of", child.name);
            default -> make("signal", "of", child.name, "number", SIGNALS[random.nextInt(SIGNALS.length)]);
        });
        for (String waiter : waiters) {
            block.add(make("await", "of", waiter));
        }
        block.add(make("wait-process", "of", child.name));
        return block;
    }

    private List<Statement> guarded(List<Statement> block) {
        return random.nextInt(3) > 0 ? block
                : List.of(make("try", block).withClauses(List.of(), List.of(),
                        List.of(make("log", "text", "at last"))));
    }
}
