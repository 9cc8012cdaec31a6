package io.asyncio4j.cli.port;

import static io.asyncio4j.cli.port.Expressions.kind;
import static io.asyncio4j.cli.port.Expressions.list;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.asyncio4j.cli.port.Scope.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Translates a module: its functions, classes and variables, and what it does when it is run. */
final class Program {
    private static final String IMPORTS = """
            import static io.asyncio4j.Asyncio.*;
            import static io.asyncio4j.ExceptionGroup.except;

            import io.asyncio4j.*;
            import io.asyncio4j.sync.*;
            """;

    private static final Map<String, String> HELPERS = new TreeMap<>(Map.of("seconds", """

            static Duration seconds(double seconds) {
                return Duration.ofNanos(Math.round(seconds * 1e9));
            }
            """, "range", """

            static List<Integer> range(int end) {
                return range(0, end);
            }

            static List<Integer> range(int start, int end) {
                return IntStream.range(start, end).boxed().toList();
            }
            """));

    private final JsonNode module;
    private final Scope scope;
    private final int lastLine;

    private Program(JsonNode module, int lastLine) {
        this.module = module;
        this.lastLine = lastLine;
        Set<String> classes = new HashSet<>();
        for (var each : module.path("body")) {
            if (kind(each).equals("ClassDef")) {
                classes.add(each.path("name").asText());
            }
        }
        scope = new Scope(classes);
        new Inference(module, scope).run();
    }

    /** {@return the draft of a module} */
    static Draft draft(JsonNode module, String pythonFile, int lastLine) {
        return new Program(module, lastLine).draft(pythonFile);
    }

    /** {@return the parameters of a function, those that can only be named behind the others} */
    static List<JsonNode> parameters(JsonNode function, boolean method) {
        var all = new ArrayList<>(list(function.path("args").path("args")));
        if (method && !all.isEmpty() && !isStatic(function)) {
            all.removeFirst(); // self
        }
        all.addAll(list(function.path("args").path("kwonlyargs")));
        return all;
    }

    private static boolean isStatic(JsonNode function) {
        return list(function.path("decorator_list")).stream()
                .anyMatch(each -> each.path("id").asText().equals("staticmethod"));
    }

    /** {@return the defaults of a function's parameters, by their names} */
    static Map<String, JsonNode> defaults(JsonNode function) {
        var arguments = function.path("args");
        var defaults = new HashMap<String, JsonNode>();
        var positional = list(arguments.path("args"));
        var values = list(arguments.path("defaults"));
        for (int i = 0; i < values.size(); i++) {
            defaults.put(positional.get(positional.size() - values.size() + i).path("arg").asText(),
                    values.get(i));
        }
        var named = list(arguments.path("kwonlyargs"));
        for (int i = 0; i < named.size(); i++) {
            var value = arguments.path("kw_defaults").path(i);
            if (!value.isNull()) {
                defaults.put(named.get(i).path("arg").asText(), value);
            }
        }
        return defaults;
    }

    private Draft draft(String pythonFile) {
        var program = new Draft(1, lastLine, false);
        program.line("// A draft of " + pythonFile
                + " by \"asyncio4j port\". What it could not translate is left as a"
                + " comment that begins with");
        program.line(
                "// \"port:\": look for these first, then for types that are too wide, then for better Java.");
        program.line("");
        IMPORTS.lines().forEach(program::line);
        var top = new ArrayList<JsonNode>();
        for (var each : module.path("body")) {
            if (Trees.isFunction(each)) {
                program.line("");
                var function = scope.functions.get(each.path("name").asText());
                if (function != null) {
                    function(program, function, null);
                }
            } else if (kind(each).equals("ClassDef")) {
                program.line("");
                new ClassDraft(scope, this::function).add(program, each);
            } else if (isMainGuard(each)) {
                each.path("body").forEach(top::add);
            } else if (isVariable(each)) {
                variable(program, each);
            } else {
                top.add(each);
            }
        }
        program.line("");
        var main = new Draft(1, lastLine, false);
        main.line("void main() throws Exception {");
        var statements = new Statements(scope.inner(null));
        var nodes = JsonNodeFactory.instance.arrayNode();
        nodes.addAll(top);
        statements.block(main, nodes);
        main.line("}");
        program.part(main);
        helpers(program);
        return program;
    }

    private static boolean isMainGuard(JsonNode node) {
        return kind(node).equals("If")
                && node.path("test").path("left").path("id").asText().equals("__name__");
    }

    // what functions may use
    private boolean isVariable(JsonNode node) {
        return kind(node).equals("Assign") && node.path("targets").size() == 1
                && kind(node.path("targets").path(0)).equals("Name")
                && scope.functions.values().stream().anyMatch(function -> uses(function.node(), node))
                || kind(node).equals("AnnAssign") && kind(node.path("target")).equals("Name");
    }

    private static boolean uses(JsonNode function, JsonNode assignment) {
        var name = assignment.path("targets").path(0).path("id").asText();
        return !Trees.all(function, each -> each.path("id").asText().equals(name)).isEmpty();
    }

    private void variable(Draft program, JsonNode node) {
        var part = new Draft(node.path("line").asInt(), node.path("end").asInt(), false);
        try {
            boolean annotated = kind(node).equals("AnnAssign");
            var name = (annotated ? node.path("target") : node.path("targets").path(0)).path("id").asText();
            var value = node.path("value").isNull() ? null : new Expressions(scope).of(node.path("value"));
            var type = annotated ? Types.of(node.path("annotation"), scope.classes) : scope.typeOf(name);
            part.line("static " + (type.equals("null") ? Types.OBJECT : type) + " " + Naming.variable(name)
                    + (value == null ? "" : " = " + value.text()) + ";");
        } catch (Untranslatable e) {
            part.refuse();
        }
        program.part(part);
    }

    /** Adds a function, or a method of the class {@code owner}. */
    void function(Draft to, Function function, @Nullable String owner) {
        var node = function.node();
        int first =
                list(node.path("decorator_list")).stream().mapToInt(each -> each.path("line").asInt()).min()
                        .orElse(node.path("line").asInt());
        for (var decorator : node.path("decorator_list")) {
            var comment = new Draft(decorator.path("line").asInt(), decorator.path("end").asInt(), false);
            comment.refuse();
            to.part(comment);
        }
        var part = new Draft(Math.max(first, node.path("line").asInt()), node.path("end").asInt(), true);
        documentation(part, node);
        var inner = scope.inner(owner);
        function.parameters().forEach((name, type) -> inner.locals.put(name, known(type)));
        inner.hints.putAll(Inference.inside(scope, function, owner).locals);
        boolean generator = Trees.isGenerator(node);
        var copies = new ArrayList<String>();
        var parameters = function.parameters().entrySet().stream().map(each -> {
            var name = Naming.variable(each.getKey());
            if (generator && Trees.assigns(node, each.getKey())) {
                copies.add("var " + name + " = " + name + "Given;");
                name += "Given";
            }
            return known(each.getValue()) + " " + name;
        }).collect(Collectors.joining(", "));
        part.line(header(function, owner, parameters) + " {");
        var statements = new Statements(inner);
        if (generator) {
            part.line("return AsyncGenerator.of(out -> {");
            copies.forEach(part::line);
            statements.block(part, node.path("body"));
            part.line("});");
        } else {
            statements.block(part, node.path("body"));
        }
        part.line("}");
        to.part(part);
    }

    private static String header(Function function, @Nullable String owner, String parameters) {
        var result = function.result().equals("?") ? "void" : known(function.result());
        return switch (owner == null ? "" : function.name()) {
            case "__init__" -> owner + "(" + parameters + ") throws Exception";
            case "__aenter__", "__enter__" -> owner + " enter() throws Exception";
            case "__aexit__", "__exit__" -> "public void close() throws Exception";
            case "__repr__", "__str__" -> "public String toString()";
            default ->
                    (owner == null ? "static " : "") + result + " " + Naming.function(function.name()) + "("
                            + parameters + ") throws Exception";
        };
    }

    private static String known(String type) {
        return type.equals("?") || type.equals("null") ? Types.OBJECT : type;
    }

    static void documentation(Draft to, JsonNode node) {
        var text = Trees.docstring(node).replace("*/", "* /").replace("\\u", "\\ u");
        if (!text.isEmpty()) {
            var lines = text.lines().map(String::strip).toList();
            if (lines.size() == 1) {
                to.line("/** " + lines.getFirst() + " */");
            } else {
                to.line("/**");
                lines.forEach(line -> to.line((" * " + line).stripTrailing().replaceAll("\\{$", "{ ")));
                to.line(" */");
            }
        }
    }

    // those that the draft uses
    private static void helpers(Draft program) {
        var sofar = new Draft.Rendered(new ArrayList<>(), new ArrayList<>());
        program.render(sofar, 0, List.of());
        var text = String.join("\n", sofar.lines());
        HELPERS.forEach((name, helper) -> {
            if (text.contains(name + "(")) {
                helper.lines().map(String::strip).forEach(program::line);
            }
        });
    }
}
