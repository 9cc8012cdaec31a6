package io.asyncio4j.conformance;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Future;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs statements: those that are about the flow of control here, the others in classes of their own. */
final class Interpreter {

    private final Execution run;
    private final TaskStatements tasks;
    private final LoopStatements loop;
    private final CombinatorStatements combinators;
    private final SyncStatements sync;
    private final OutsideStatements outside;
    private final StreamStatements streams;
    private final ProcessStatements processes;

    Interpreter(Execution run) {
        this.run = run;
        this.tasks = new TaskStatements(run, this);
        this.loop = new LoopStatements(run, this);
        this.combinators = new CombinatorStatements(run, this);
        this.sync = new SyncStatements(run, this);
        this.outside = new OutsideStatements(run, this);
        this.streams = new StreamStatements(run, this);
        this.processes = new ProcessStatements(run, this);
    }

    OutsideStatements outside() {
        return outside;
    }

    StreamStatements streams() {
        return streams;
    }

    /** What leaves blocks without an exception: a {@code return}, or BREAK. */
    record Returned(@Nullable Object value) {

        static final Returned BREAK = new Returned(new Object());
    }

    /** Runs a block of its own, and gives what it returns. */
    @Nullable
    Object result(List<Statement> block) throws Exception {
        Returned returned = block(block, null);
        return returned == null ? null : returned.value;
    }

    /** Runs the statements of a block. {@code handled} is what the {@code except} around it has caught. */
    @Nullable
    Returned block(List<Statement> block, @Nullable Throwable handled) throws Exception {
        for (Statement statement : block) {
            Returned returned = run(statement, handled);
            if (returned != null) {
                return returned;
            }
        }
        return null;
    }

    private @Nullable Returned run(Statement s, @Nullable Throwable handled) throws Exception {
        switch (s.op()) {
            case "log" -> run.say(s.string("text"));
            case "time" -> run.say("time " + run.loops().millis());
            case "return" -> {
                return new Returned(s.has("text") ? s.string("text") : null);
            }
            case "return-future" -> {
                return new Returned(run.get(s.string("of"), Future.class));
            }
            case "raise" -> throw raise(Failures.make(s.string("kind"), s.string("text")));
            case "reraise" ->
                    throw raise(handled == null ? new Failures.Failure("nothing to raise") : handled);
            case "repeat" -> {
                for (int i = 0; i < s.number("times", 0); i++) {
                    Returned returned = block(s.body(), handled);
                    if (returned != null) {
                        return returned;
                    }
                }
            }
            case "number" -> run.put(s.string("var"), new int[1]);
            case "add" -> {
                int[] number = run.get(s.string("of"), int[].class);
                number[0] += s.number("by", 0);
                run.say(s.string("of") + " = " + number[0]);
            }
            case "try" -> {
                return tried(s, handled);
            }
            case "generator" -> run.put(s.string("var"), generator(s.body()));
            case "yield" -> OUT.get().yield(s.string("text"));
            case "anext" -> {
                Iterator<?> elements = run.get(s.string("of"), AsyncGenerator.class).iterator();
                run.say("anext " + s.string("of") + " > " + (elements.hasNext() ? elements.next() : "over"));
            }
            case "for" -> {
                return each(s, handled);
            }
            case "break" -> {
                return Returned.BREAK;
            }
            case "aclose" -> {
                run.get(s.string("of"), AsyncGenerator.class).close();
                run.say("aclose " + s.string("of"));
            }
            default -> {
                return elsewhere(s, handled);
            }
        }
        return null;
    }

    private @Nullable Returned elsewhere(Statement s, @Nullable Throwable handled) throws Exception {
        if (tasks.run(s) || loop.run(s) || combinators.run(s) || sync.run(s)
                || outside.run(s) || streams.run(s) || processes.run(s)) {
            return null;
        }
        return switch (s.op()) {
            case "timeout", "timeout-at", "group", "enter" -> combinators.within(s, handled);
            case "with" -> sync.within(s, handled);
            case "lines" -> streams.lines(s, handled);
            case "quiet" -> processes.quiet(s, handled);
            default -> throw new IllegalStateException("no way to run " + s);
        };
    }

    /** {@return nothing}: it throws {@code e}, checked or not. */
    static RuntimeException raise(Throwable e) {
        throw Interpreter.<RuntimeException>unchecked(e);
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> X unchecked(Throwable e) throws X {
        throw (X) e;
    }

    private @Nullable Returned tried(Statement s, @Nullable Throwable handled) throws Exception {
        try {
            return caught(s, handled);
        } finally {
            List<Statement> last = s.last();
            if (last != null) {
                run.say("finally");
                if (block(last, handled) != null) {
                    run.say("a return in a finally is ignored");
                }
            }
        }
    }

    private @Nullable Returned caught(Statement s, @Nullable Throwable handled) throws Exception {
        try {
            return block(s.body(), handled);
        } catch (Throwable e) {
            for (Statement.Clause handler : s.handlers()) {
                if (Failures.matches(handler.kind(), e)) {
                    run.say("except " + handler.kind() + ": " + Failures.text(e));
                    return block(handler.body(), e);
                }
            }
            if (s.star().isEmpty() || !(e instanceof ExceptionGroup group)) {
                throw e;
            }
            group.handle(s.star().stream().map(this::clause).toArray(ExceptionGroup.Except<?>[]::new));
            return null;
        }
    }

    private ExceptionGroup.Except<?> clause(Statement.Clause clause) {
        return ExceptionGroup.except(Failures.typeOf(clause.kind()), caught -> {
            run.say("except* " + clause.kind() + ": "
                    + String.join(", ", caught.stream().map(Failures::text).toList()));
            block(clause.body(), null);
        });
    }

    // Generators. A generator's code has a thread of its own, so the thread says to whom a `yield` belongs.

    private static final ThreadLocal<AsyncGenerator.Out<String>> OUT = new ThreadLocal<>();

    private AsyncGenerator<String> generator(List<Statement> body) {
        return AsyncGenerator.of(out -> {
            OUT.set(out);
            try {
                block(body, null);
            } finally {
                OUT.remove();
            }
        });
    }

    private @Nullable Returned each(Statement s, @Nullable Throwable handled) throws Exception {
        for (Object element : run.get(s.string("of"), AsyncGenerator.class)) {
            run.say("for " + element);
            Returned returned = block(s.body(), handled);
            if (returned == Returned.BREAK) {
                break;
            }
            if (returned != null) {
                return returned;
            }
        }
        return null;
    }
}
