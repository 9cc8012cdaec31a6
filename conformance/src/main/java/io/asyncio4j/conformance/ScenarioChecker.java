package io.asyncio4j.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what the form of each statement alone does not say: names, kinds, and what may stand where. */
final class ScenarioChecker {

    private final String file;
    private final Scenario scenario;
    private final Map<String, Kind> kinds = new HashMap<>();

    // Outside of a loop stands what needs none, or names one.
    private static final Set<String> OUTSIDE = Set.of(
            "log", "time", "raise", "reraise", "repeat", "try", "number", "add", "coro", "awaitable", "state",
            "result", "exception", "cancel", "runner", "run", "loop", "complete", "until", "forever", "close",
            "on", "thread", "outcome", "lock", "event", "condition", "semaphore", "bounded-semaphore",
            "barrier", "queue", "lifo-queue", "priority-queue", "inspect", "var", "setvar", "getvar",
            "context", "generator");

    // A thread leaves the objects of a loop alone.
    private static final Set<String> THREAD = Set.of(
            "log", "time", "raise", "reraise", "repeat", "try", "threadsafe", "submit", "outcome", "cancel",
            "runner", "run", "loop", "complete", "close");

    private static final Set<String> DRIVERS =
            Set.of("runner", "run", "loop", "complete", "until", "forever");

    ScenarioChecker(String file, Scenario scenario) {
        this.file = file;
        this.scenario = scenario;
        if (!scenario.outside()) {
            kinds.put("main", Kind.TASK);
        }
    }

    void check() throws ScenarioException {
        if (StreamStatements.areIn(scenario)) {
            kinds.put(StreamStatements.PEER, Kind.CONNECTION);
        }
        collect(scenario.body());
        check(scenario.body(), new Place(scenario.outside() ? Where.OUTSIDE : Where.LOOP, !scenario.outside(),
                false, false, false, false));
    }

    /** Whose thread runs a statement. */
    private enum Where {
        LOOP, OUTSIDE, THREAD
    }

    /** What the blocks around a statement allow. */
    private record Place(Where where, boolean mayWait, boolean inHandler, boolean inLoop, boolean inGenerator,
            boolean inRace) {

        Place below(Statement statement) {
            return switch (Language.form(statement.op()).body()) {
                case TASK -> new Place(Where.LOOP, true, false, false, false, false);
                case CALLBACK -> new Place(Where.LOOP, false, false, false, false, false);
                case GENERATOR -> new Place(Where.LOOP, true, false, false, true, false);
                case CONTESTANTS -> new Place(Where.LOOP, true, false, false, false, true);
                case THREAD -> new Place(Where.THREAD, false, false, false, false, false);
                default -> new Place(where, mayWait, inHandler, inLoop || statement.op().equals("for"),
                        inGenerator, false);
            };
        }
    }

    private void collect(List<Statement> statements) throws ScenarioException {
        for (Statement statement : statements) {
            for (Part part : Language.form(statement.op()).parts()) {
                Part first = part instanceof Part.Optional(List<Part> inner) ? inner.getFirst() : part;
                if (first instanceof Part.New(Kind kind) && statement.has("var")) {
                    Kind before = kinds.putIfAbsent(statement.string("var"), kind);
                    if (before != null && before != kind) {
                        throw error(statement, statement.string("var") + " is a " + before
                                + " elsewhere, and a " + kind + " here");
                    }
                }
            }
            for (List<Statement> block : statement.blocks()) {
                collect(block);
            }
        }
    }

    private void check(List<Statement> statements, Place place) throws ScenarioException {
        for (Statement statement : statements) {
            Form form = Language.form(statement.op());
            checkNames(statement, form.parts());
            checkPlace(statement, form, place);
            Place below = place.below(statement);
            check(statement.body(), below);
            if (statement.op().equals("race")
                    && !statement.body().stream().allMatch(s -> s.op().equals("contestant"))) {
                throw error(statement, "a race consists of contestants");
            }
            for (List<Statement.Clause> clauses : List.of(statement.handlers(), statement.star())) {
                for (Statement.Clause clause : clauses) {
                    check(clause.body(),
                            new Place(place.where, place.mayWait, clauses == statement.handlers(),
                                    place.inLoop, place.inGenerator, false));
                }
            }
            for (Statement.Clause clause : statement.star()) {
                if (!List.of("Error", "Other", "Base").contains(clause.kind())) {
                    throw error(statement, "`except*` takes Error, Other or Base");
                }
            }
            if (statement.star().size() > 3
                    || (!statement.star().isEmpty() && !statement.handlers().isEmpty())) {
                throw error(statement, "three `except*` at most, and no `except` beside them");
            }
            if (statement.last() != null) {
                check(statement.last(), place);
            }
        }
    }

    private void checkPlace(Statement statement, Form form, Place place) throws ScenarioException {
        String op = statement.op();
        checkThread(statement, place);
        if (form.suspends() && !place.mayWait) {
            throw error(statement, "`" + op + "` may wait, and a callback must not");
        }
        if (op.equals("reraise") && !place.inHandler) {
            throw error(statement, "`reraise` stands in an `except` only");
        }
        if (op.equals("break") && !place.inLoop) {
            throw error(statement, "`break` stands in a `for` only");
        }
        if (op.equals("yield") && !place.inGenerator) {
            throw error(statement, "`yield` stands in a `generator` only");
        }
        if (op.equals("contestant") != place.inRace) {
            throw error(statement, "`contestant` stands right below a `race`, and nothing else does");
        }
        boolean isTasks = List.of("uncancel", "cancelling").contains(op) && !statement.has("of");
        if (isTasks && !place.mayWait) {
            throw error(statement,
                    "`" + op + "` without a name is about the current task, and there is none");
        }
    }

    private void checkThread(Statement statement, Place place) throws ScenarioException {
        String op = statement.op();
        switch (place.where) {
            case OUTSIDE -> {
                if (!OUTSIDE.contains(op)) {
                    throw error(statement,
                            "`" + op + "` needs a loop; put it below an `on`, or into what a loop runs");
                }
                if (op.equals("thread") && statement.has("ms")) {
                    throw error(statement,
                            "`thread` with a time needs the time of a loop; put it below an `on`");
                }
            }
            case THREAD -> {
                if (!THREAD.contains(op)
                        || op.equals("cancel") && kinds.get(statement.string("of")) != Kind.JOB) {
                    throw error(statement,
                            "`" + op + "` is not for another thread; hand it in with `threadsafe`");
                }
            }
            case LOOP -> {
                if (DRIVERS.contains(op)) {
                    throw error(statement, "`" + op + "` stands outside of a loop or on a `thread` only");
                }
                if (op.equals("submit") && !statement.has("to")) {
                    throw error(statement, "`submit` stands on a `thread`, or names another loop");
                }
            }
        }
        if (op.equals("close") && statement.has("of") == (place.where == Where.LOOP)) {
            throw error(statement, "`close` names something outside of a loop, and nothing within");
        }
    }

    private void checkNames(Statement statement, List<Part> parts) throws ScenarioException {
        for (Part part : parts) {
            switch (part) {
                case Part.Optional(List<Part> inner) -> checkNames(statement, inner);
                case Part.Ref ref when ref.many() -> {
                    for (String name : statement.names(ref.key())) {
                        checkName(statement, ref, name);
                    }
                }
                case Part.Ref ref when statement.has(ref.key()) ->
                        checkName(statement, ref, statement.string(ref.key()));
                default -> {}
            }
        }
    }

    private void checkName(Statement statement, Part.Ref ref, String name) throws ScenarioException {
        Kind kind = kinds.get(name);
        if (kind == null) {
            throw error(statement, "nothing is called " + name);
        }
        if (!ref.kinds().contains(kind)) {
            throw error(statement, name + " is a " + kind + "; `" + statement.op() + "` takes "
                    + String.join(" or ", ref.kinds().stream().map(Kind::toString).toList()));
        }
    }

    private ScenarioException error(Statement statement, String reason) {
        return new ScenarioException(file, statement.line(), reason);
    }
}
