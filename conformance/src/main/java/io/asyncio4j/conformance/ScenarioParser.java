package io.asyncio4j.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a scenario file: one scenario, or several that each begin with a line {@code scenario NAME}. */
final class ScenarioParser {

    private static final int INDENT = 4;

    private final String file;
    private final Deque<Line> lines = new ArrayDeque<>();

    private record Line(int number, int depth, List<String> words, String text) {

        String first() {
            return words.getFirst();
        }
    }

    private ScenarioParser(String file, String source) throws ScenarioException {
        this.file = file;
        int number = 0;
        for (String line : source.split("\n", -1)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                lines.add(new Line(number, depth(line, number), Arrays.asList(text.split(" +")), text));
            }
        }
    }

    /** {@return the scenarios of {@code source}, checked} */
    static List<Scenario> parse(String file, String source) throws ScenarioException {
        var parser = new ScenarioParser(file, source);
        var scenarios = new ArrayList<Scenario>();
        while (!parser.lines.isEmpty()) {
            Scenario scenario = parser.scenario();
            new ScenarioChecker(file, scenario).check();
            scenarios.add(scenario);
        }
        return scenarios;
    }

    private int depth(String line, int number) throws ScenarioException {
        int blanks = 0;
        while (line.charAt(blanks) == ' ') {
            blanks++;
        }
        if (line.charAt(blanks) == '\t' || blanks % INDENT != 0) {
            throw new ScenarioException(file, number, "indent with " + INDENT + " blanks for each level");
        }
        return blanks / INDENT;
    }

    private Scenario scenario() throws ScenarioException {
        Line head = lines.remove();
        if (!head.first().equals("scenario") || head.words.size() != 2 || head.depth != 0) {
            throw new ScenarioException(file, head.number,
                    "expected `scenario NAME`, found `" + head.text + "`");
        }
        String name = head.words.get(1);
        var covers = new ArrayList<String>();
        String needs = null;
        String about = "";
        boolean outside = false;
        var differences = new ArrayList<Scenario.Difference>();
        while (!lines.isEmpty() && lines.element().depth == 0) {
            Line line = lines.element();
            switch (line.first()) {
                case "covers" -> covers.addAll(line.words.subList(1, line.words.size()));
                case "needs" -> needs = version(line);
                case "about" -> about = line.text.substring("about".length()).strip();
                case "outside" -> outside = true;
                case "differs" -> differences.add(difference(line));
                default -> {
                    if (line.first().equals("scenario")) {
                        throw new ScenarioException(file, head.number, name + " has no statements");
                    }
                    throw new ScenarioException(
                            file, line.number,
                            "expected `covers`, `needs`, `about`, `outside`, `differs` or an indented statement, found `"
                                    + line.text + "`");
                }
            }
            lines.remove();
        }
        List<Statement> body = block(1);
        if (body.isEmpty()) {
            throw new ScenarioException(file, head.number, name + " has no statements");
        }
        return new Scenario(name, List.copyOf(covers), needs, about, outside, List.copyOf(differences), body);
    }

    private Scenario.Difference difference(Line line) throws ScenarioException {
        if (line.words.size() < 3
                || !line.words.get(1).matches("3\\.\\d+\\S*|" + Scenario.Difference.ALWAYS)) {
            throw new ScenarioException(file, line.number,
                    "expected `differs 3.N REASON` or `differs always REASON`, found `" + line.text + "`");
        }
        return new Scenario.Difference(
                line.words.get(1), String.join(" ", line.words.subList(2, line.words.size())));
    }

    private String version(Line line) throws ScenarioException {
        if (line.words.size() != 2 || !line.words.get(1).matches("3\\.\\d+")) {
            throw new ScenarioException(file, line.number, "expected `needs 3.N`, found `" + line.text + "`");
        }
        return line.words.get(1);
    }

    private List<Statement> block(int depth) throws ScenarioException {
        var statements = new ArrayList<Statement>();
        while (!lines.isEmpty() && lines.element().depth >= depth) {
            Line line = lines.remove();
            if (line.depth > depth) {
                throw new ScenarioException(file, line.number, "it is indented too far");
            }
            statements.add(statement(line, depth));
        }
        return statements;
    }

    private Statement statement(Line line, int depth) throws ScenarioException {
        Form form = Language.formOrNull(line.first());
        if (form == null) {
            throw new ScenarioException(file, line.number, "there is no statement `" + line.first() + "`");
        }
        var arguments = new LinkedHashMap<String, Object>();
        var words = new ArrayDeque<>(line.words.subList(1, line.words.size()));
        read(form.parts(), words, arguments, line, form);
        if (!words.isEmpty()) {
            throw unexpected(words.peek(), line, form);
        }
        List<Statement> body = form.body() == Form.Body.NONE ? List.of() : block(depth + 1);
        if (form.body() == Form.Body.NONE && !lines.isEmpty() && lines.element().depth > depth) {
            throw new ScenarioException(
                    file, lines.element().number, "`" + form.op() + "` takes no block below it");
        }
        if (form.op().equals("try")) {
            return tried(line, body, depth);
        }
        return new Statement(line.number, form.op(), arguments, body, List.of(), List.of(), null);
    }

    private Statement tried(Line line, List<Statement> body, int depth) throws ScenarioException {
        var handlers = new ArrayList<Statement.Clause>();
        var star = new ArrayList<Statement.Clause>();
        List<Statement> last = null;
        while (!lines.isEmpty() && lines.element().depth == depth && last == null) {
            Line next = lines.element();
            if (next.first().equals("except") || next.first().equals("except*")) {
                lines.remove();
                if (next.words.size() != 2 || !Language.EXCEPTIONS.contains(next.words.get(1))) {
                    throw new ScenarioException(
                            file, next.number,
                            "`" + next.first() + "` needs one of " + String.join(", ", Language.EXCEPTIONS));
                }
                var clause = new Statement.Clause(next.words.get(1), block(depth + 1));
                (next.first().equals("except") ? handlers : star).add(clause);
            } else if (next.text.equals("finally")) {
                lines.remove();
                last = block(depth + 1);
            } else {
                break;
            }
        }
        if (handlers.isEmpty() && star.isEmpty() && last == null) {
            throw new ScenarioException(
                    file, line.number, "`try` needs an `except`, an `except*` or a `finally`");
        }
        return new Statement(line.number, "try", Map.of(), body, handlers, star, last);
    }

    private void read(List<Part> parts, Deque<String> words, Map<String, Object> arguments, Line line,
            Form form)
            throws ScenarioException {
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Part.Optional(List<Part> inner)) {
                if (!words.isEmpty() && isStartOf(inner.getFirst(), words.peek())
                        && !(inner.getFirst() instanceof Part.New && i + 1 < parts.size()
                                && words.size() == 1)) {
                    read(inner, words, arguments, line, form);
                }
                continue;
            }
            boolean mayBeEmpty = part instanceof Part.Ref ref && ref.many();
            if (words.isEmpty() && !mayBeEmpty) {
                throw new ScenarioException(
                        file, line.number, "`" + form.op() + "` needs more: " + form.op() + " "
                                + form.notation());
            }
            readOne(part, words, arguments, line, form, followers(parts, i));
        }
    }

    private static List<String> followers(List<Part> parts, int at) {
        var followers = new ArrayList<String>();
        for (Part part : parts.subList(at + 1, parts.size())) {
            if (part instanceof Part.Optional(List<Part> inner)
                    && inner.getFirst() instanceof Part.Literal(String word)) {
                followers.add(word);
            }
        }
        return followers;
    }

    private static boolean isStartOf(Part part, String word) {
        return switch (part) {
            case Part.Literal(String literal) -> literal.equals(word);
            case Part.Word(String _, List<String> allowed) -> allowed.isEmpty() || allowed.contains(word);
            case Part.Int _ -> word.matches("-?\\d+");
            default -> true;
        };
    }

    private void readOne(Part part, Deque<String> words, Map<String, Object> arguments, Line line, Form form,
            List<String> followers) throws ScenarioException {
        String word = words.isEmpty() ? "" : words.element();
        switch (part) {
            case Part.Literal(String literal) -> {
                if (!literal.equals(word)) {
                    throw unexpected(word, line, form);
                }
                words.remove();
                arguments.put(literal, literal);
            }
            case Part.New _ -> arguments.put("var", name(words.remove(), line));
            case Part.Ref ref when ref.many() -> {
                var names = new ArrayList<String>();
                while (!words.isEmpty() && !followers.contains(words.element())) {
                    names.add(name(words.remove(), line));
                }
                arguments.put(ref.key(), names);
            }
            case Part.Ref ref -> arguments.put(ref.key(), name(words.remove(), line));
            case Part.Int(String key, boolean orNone) -> {
                words.remove();
                if (!(orNone && word.equals("none"))) {
                    arguments.put(key, number(word, line, form));
                }
            }
            case Part.Word(String key, List<String> allowed) -> {
                if (!allowed.isEmpty() && !allowed.contains(word)) {
                    throw unexpected(word, line, form);
                }
                words.remove();
                arguments.put(key, word);
            }
            case Part.Text(String key) -> {
                arguments.put(key, String.join(" ", words));
                words.clear();
            }
            case Part.Optional _ -> throw new IllegalStateException("read() handles these");
        }
    }

    private String name(String word, Line line) throws ScenarioException {
        if (!word.matches("[a-z][a-z0-9]*")) {
            throw new ScenarioException(
                    file, line.number, "`" + word + "` is no name; names are small letters and digits");
        }
        return word;
    }

    private int number(String word, Line line, Form form) throws ScenarioException {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw unexpected(word, line, form);
        }
    }

    private ScenarioException unexpected(@Nullable String word, Line line, Form form) {
        return new ScenarioException(
                file, line.number,
                "`" + word + "` does not fit here: " + (form.op() + " " + form.notation()).strip());
    }
}
