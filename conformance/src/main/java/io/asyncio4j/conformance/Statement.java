package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a scenario, with what stands below it.
 *
 * @param line where it stands in its file, from 1; 0 for a statement that was made
 * @param op its first word
 * @param arguments by key: a String, an Integer, or a List of Strings
 * @param body what stands below it
 * @param handlers the {@code except} parts of a {@code try}
 * @param star its {@code except*} parts
 * @param last its {@code finally} part, or null
 */
record Statement(
        int line,
        String op,
        Map<String, Object> arguments,
        List<Statement> body,
        List<Clause> handlers,
        List<Clause> star,
        @Nullable List<Statement> last) {

    /** A part of a {@code try} that takes one kind of exceptions. */
    record Clause(String kind, List<Statement> body) {}

    static Statement of(String op, Map<String, Object> arguments, List<Statement> body) {
        return new Statement(0, op, arguments, body, List.of(), List.of(), null);
    }

    Statement withBody(List<Statement> other) {
        return new Statement(line, op, arguments, List.copyOf(other), handlers, star, last);
    }

    Statement withClauses(List<Clause> otherHandlers, List<Clause> otherStar,
            @Nullable List<Statement> otherLast) {
        return new Statement(line, op, arguments, body, otherHandlers, otherStar, otherLast);
    }

    boolean has(String key) {
        return arguments.containsKey(key);
    }

    String string(String key) {
        return arguments.get(key) instanceof String word ? word : "";
    }

    int number(String key, int otherwise) {
        return (Integer) arguments.getOrDefault(key, otherwise);
    }

    @SuppressWarnings("unchecked") // the parser has put a list of names there
    List<String> names(String key) {
        return (List<String>) arguments.getOrDefault(key, List.of());
    }

    /** {@return the form in which it goes to the other interpreter} */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>(arguments);
        json.put("op", op);
        if (!body.isEmpty() || Language.form(op).body() != Form.Body.NONE) {
            json.put("body", toJson(body));
        }
        if (!handlers.isEmpty()) {
            json.put("handlers", clauses(handlers));
        }
        if (!star.isEmpty()) {
            json.put("star", clauses(star));
        }
        if (last != null) {
            json.put("final", toJson(last));
        }
        return json;
    }

    static List<Object> toJson(List<Statement> statements) {
        return statements.stream().<Object>map(Statement::toJson).toList();
    }

    private static List<Object> clauses(List<Clause> clauses) {
        return clauses.stream()
                .<Object>map(clause -> Map.of("kind", clause.kind, "body", toJson(clause.body)))
                .toList();
    }

    /** {@return the blocks below it, of whatever sort} */
    List<List<Statement>> blocks() {
        var blocks = new ArrayList<List<Statement>>();
        blocks.add(body);
        handlers.forEach(clause -> blocks.add(clause.body));
        star.forEach(clause -> blocks.add(clause.body));
        if (last != null) {
            blocks.add(last);
        }
        return blocks;
    }
}
