package io.asyncio4j.conformance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes scenarios as text; the opposite of {@link ScenarioParser}. */
final class ScenarioWriter {

    private final StringBuilder text = new StringBuilder();

    private ScenarioWriter() {}

    static String write(Scenario scenario) {
        var writer = new ScenarioWriter();
        writer.text.append("scenario ").append(scenario.name()).append('\n');
        if (!scenario.covers().isEmpty()) {
            writer.text.append("covers ").append(String.join(" ", scenario.covers())).append('\n');
        }
        if (scenario.needs() != null) {
            writer.text.append("needs ").append(scenario.needs()).append('\n');
        }
        if (!scenario.about().isEmpty()) {
            writer.text.append("about ").append(scenario.about()).append('\n');
        }
        if (scenario.outside()) {
            writer.text.append("outside\n");
        }
        for (Scenario.Difference each : scenario.differences()) {
            writer.text.append("differs ").append(each.version()).append(' ').append(each.reason())
                    .append('\n');
        }
        writer.block(scenario.body(), 1);
        return writer.text.toString();
    }

    private void block(List<Statement> statements, int depth) {
        for (Statement statement : statements) {
            line(depth, statement.op() + words(Language.form(statement.op()).parts(), statement.arguments()));
            block(statement.body(), depth + 1);
            clauses("except ", statement.handlers(), depth);
            clauses("except* ", statement.star(), depth);
            if (statement.last() != null) {
                line(depth, "finally");
                block(statement.last(), depth + 1);
            }
        }
    }

    private void clauses(String word, List<Statement.Clause> clauses, int depth) {
        for (Statement.Clause clause : clauses) {
            line(depth, word + clause.kind());
            block(clause.body(), depth + 1);
        }
    }

    private void line(int depth, String words) {
        text.append("    ".repeat(depth)).append(words).append('\n');
    }

    private static String words(List<Part> parts, Map<String, Object> arguments) {
        var words = new StringBuilder();
        for (Part part : parts) {
            words.append(words(part, arguments));
        }
        return words.toString();
    }

    private static String words(Part part, Map<String, Object> arguments) {
        return switch (part) {
            case Part.Literal(String word) -> " " + word;
            case Part.New _ -> " " + arguments.get("var");
            case Part.Ref ref when ref.many() ->
                    " " + String.join(" ",
                            names(arguments.get(ref.key())));
            case Part.Ref ref -> " " + arguments.get(ref.key());
            case Part.Int(String key, boolean _) -> " " + arguments.getOrDefault(key, "none");
            case Part.Word(String key, List<String> _) -> " " + arguments.get(key);
            case Part.Text(String key) -> " " + arguments.get(key);
            case Part.Optional(List<Part> inner) ->
                    isThere(inner, arguments) ? words(inner, arguments) : "";
        };
    }

    private static List<String> names(@Nullable Object names) {
        return names instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    }

    private static boolean isThere(List<Part> parts, Map<String, Object> arguments) {
        return parts.stream().allMatch(part -> switch (part) {
            case Part.Literal _ -> true;
            case Part.New _ -> arguments.containsKey("var");
            case Part.Ref ref -> arguments.containsKey(ref.key());
            case Part.Int(String key, boolean _) -> arguments.containsKey(key);
            case Part.Word(String key, List<String> _) -> arguments.containsKey(key);
            case Part.Text(String key) -> arguments.containsKey(key);
            case Part.Optional _ -> true;
        }) && (parts.size() > 1 || !(parts.getFirst() instanceof Part.Literal(String word))
                || arguments.containsKey(word));
    }
}
