package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes a scenario smaller, step by step, for as long as it still shows what it shows. */
final class Shrinker {

    private final Predicate<Scenario> stillShows;
    private Scenario best;

    private Shrinker(Scenario scenario, Predicate<Scenario> stillShows) {
        this.best = scenario;
        this.stillShows = stillShows;
    }

    /** {@return the smallest scenario that was found for which {@code stillShows} holds} */
    static Scenario shrink(Scenario scenario, Predicate<Scenario> stillShows) {
        var shrinker = new Shrinker(scenario, stillShows);
        while (shrinker.improve()) {
            // until nothing can be left out any more
        }
        return shrinker.best;
    }

    private boolean improve() {
        for (List<Statement> candidate : smaller(best.body())) {
            Scenario scenario = best.withBody(candidate);
            if (!candidate.isEmpty() && isValid(scenario) && stillShows.test(scenario)) {
                best = scenario;
                return true;
            }
        }
        return false;
    }

    private static boolean isValid(Scenario scenario) {
        try {
            new ScenarioChecker(scenario.name(), scenario).check();
            return true;
        } catch (ScenarioException e) {
            return false;
        }
    }

    /** {@return the blocks that are one step smaller than {@code block}, the smallest first} */
    private static List<List<Statement>> smaller(List<Statement> block) {
        var all = new ArrayList<List<Statement>>();
        for (int chunk = block.size() / 2; chunk > 1; chunk /= 2) {
            for (int i = 0; i + chunk <= block.size(); i += chunk) {
                all.add(without(block, i, i + chunk));
            }
        }
        for (int i = block.size() - 1; i >= 0; i--) {
            all.add(without(block, i, i + 1));
        }
        for (int i = block.size() - 1; i >= 0; i--) {
            int at = i;
            smaller(block.get(i), replacement -> {
                var copy = new ArrayList<>(block.subList(0, at));
                copy.addAll(replacement);
                copy.addAll(block.subList(at + 1, block.size()));
                all.add(copy);
            });
        }
        return all;
    }

    private static List<Statement> without(List<Statement> block, int from, int to) {
        var copy = new ArrayList<>(block.subList(0, from));
        copy.addAll(block.subList(to, block.size()));
        return copy;
    }

    private static void smaller(Statement statement, Consumer<List<Statement>> found) {
        Form.Body sort = Language.form(statement.op()).body();
        if (sort == Form.Body.INLINE) {
            found.accept(statement.body());
        }
        for (List<Statement> body : smaller(statement.body())) {
            if (!body.isEmpty()) {
                found.accept(List.of(statement.withBody(body)));
            }
        }
        clauses(statement.handlers(),
                handlers -> statement.withClauses(handlers, statement.star(), statement.last()), found);
        clauses(statement.star(),
                star -> statement.withClauses(statement.handlers(), star, statement.last()), found);
        List<Statement> last = statement.last();
        if (last != null) {
            accept(statement.withClauses(statement.handlers(), statement.star(), null), found);
            for (List<Statement> block : smaller(last)) {
                found.accept(
                        List.of(statement.withClauses(statement.handlers(), statement.star(), block)));
            }
        }
    }

    private static void clauses(List<Statement.Clause> clauses,
            Function<List<Statement.Clause>, Statement> rebuilt, Consumer<List<Statement>> found) {
        for (int i = 0; i < clauses.size(); i++) {
            var fewer = new ArrayList<>(clauses);
            Statement.Clause clause = fewer.remove(i);
            accept(rebuilt.apply(fewer), found);
            for (List<Statement> body : smaller(clause.body())) {
                var changed = new ArrayList<>(clauses);
                changed.set(i, new Statement.Clause(clause.kind(), body));
                found.accept(List.of(rebuilt.apply(changed)));
            }
        }
    }

    // a `try` must keep one of its parts
    private static void accept(@Nullable Statement statement, Consumer<List<Statement>> found) {
        if (statement != null && (!statement.handlers().isEmpty() || !statement.star().isEmpty()
                || statement.last() != null)) {
            found.accept(List.of(statement));
        }
    }
}
