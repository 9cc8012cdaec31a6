package io.asyncio4j.cli.port;

import static io.asyncio4j.cli.port.Expressions.kind;
import static io.asyncio4j.cli.port.Expressions.list;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Translates the statements of one function into parts of a draft. */
final class Statements {
    private final Scope scope;
    private final Expressions expressions;
    private final Set<String> assignable = new HashSet<>(); // global here

    Statements(Scope scope) {
        this.scope = scope;
        this.expressions = new Expressions(scope);
    }

    /** Adds the statements of {@code body} to {@code to}. Names that they introduce are forgotten afterwards. */
    void block(Draft to, JsonNode body) {
        var before = Set.copyOf(scope.locals.keySet());
        for (var statement : body) {
            statement(to, statement);
        }
        scope.locals.keySet().retainAll(before);
    }

    private void statement(Draft to, JsonNode node) {
        var part = new Draft(node.path("line").asInt(), node.path("end").asInt(), false);
        try {
            translate(part, node);
        } catch (Untranslatable e) {
            part.refuse();
        }
        to.part(part);
    }

    private void translate(Draft to, JsonNode node) {
        switch (kind(node)) {
            case "Expr" -> expression(to, node.path("value"));
            case "Assign" -> {
                if (node.path("targets").size() != 1) {
                    throw new Untranslatable("several targets");
                }
                assign(to, node.path("targets").path(0), node.path("value"));
            }
            case "AnnAssign" -> annotated(to, node);
            case "AugAssign" -> augmented(to, node);
            case "Return" -> to.line(node.path("value").isNull()
                    ? "return;"
                    : "return " + expressions.text(node.path("value")) + ";");
            case "If" -> conditional(to, node);
            case "While" -> {
                to.line("while (" + expressions.condition(node.path("test")) + ") {");
                block(to, node.path("body"));
                to.line("}");
                refuseElse(node);
            }
            case "For", "AsyncFor" -> loop(to, node);
            case "With", "AsyncWith" -> with(to, node, 0);
            case "Try", "TryStar" -> attempt(to, node);
            case "Raise" -> raise(to, node);
            case "Assert" -> to.line("assert " + expressions.condition(node.path("test")) + ";");
            case "Break" -> to.line("break;");
            case "Continue" -> to.line("continue;");
            case "Global" -> node.path("names").forEach(name -> assignable.add(name.asText()));
            case "Pass", "Import", "ImportFrom" -> {
                // nothing of it is needed
            }
            default -> throw new Untranslatable(kind(node));
        }
    }

    private static void refuseElse(JsonNode loop) {
        if (loop.path("orelse").size() > 0) {
            throw new Untranslatable("else of a loop");
        }
    }

    private void expression(Draft to, JsonNode value) {
        if (kind(value).equals("Constant") && value.path("value").isTextual()) {
            return; // a docstring
        }
        if (kind(value).equals("Yield")) {
            to.line("out.yield(" + expressions.text(value.path("value")) + ");");
            return;
        }
        if (kind(value).equals("Call") && kind(value.path("func")).equals("Attribute")
                && kind(value.path("func").path("value")).equals("Call")
                && value.path("func").path("value").path("func").path("id").asText().equals("super")) {
            to.line("super("
                    + Expressions.texts(list(value.path("args")).stream().map(expressions::of).toList())
                    + ");");
            return;
        }
        to.line(expressions.text(value) + ";");
    }

    private void assign(Draft to, JsonNode target, JsonNode value) {
        switch (kind(target)) {
            case "Name" -> name(to, target.path("id").asText(), expressions.of(value));
            case "Attribute" -> to.line(expressions.text(target) + " = " + expressions.text(value) + ";");
            case "Subscript" -> {
                var on = expressions.of(target.path("value"));
                to.line(on.text() + (on.type().startsWith("List") ? ".set(" : ".put(")
                        + expressions.text(target.path("slice")) + ", " + expressions.text(value) + ");");
            }
            case "Tuple" -> tuple(to, list(target.path("elts")), value);
            default -> throw new Untranslatable("a target");
        }
    }

    private void name(Draft to, String name, Expressions.Java value) {
        boolean known = scope.isLocal(name) || assignable.contains(name);
        var type = value.type().equals("null") ? Types.OBJECT : value.type();
        if (value.text().endsWith("<>()") || value.text().matches(".*<>\\(\\d*\\)")) {
            type = scope.hints.getOrDefault(name, type);
        }
        if (!known) {
            scope.locals.put(name, type);
        }
        var declared =
                known ? "" : value.type().equals("null") || value.text().contains("<>") ? type + " " : "var ";
        to.line(declared + Naming.variable(name) + " = " + value.text() + ";");
    }

    private void tuple(Draft to, List<JsonNode> targets, JsonNode value) {
        if (!targets.stream().allMatch(each -> kind(each).equals("Name"))) {
            throw new Untranslatable("a target");
        }
        if (kind(value).equals("Tuple") && value.path("elts").size() == targets.size()
                && targets.stream().noneMatch(each -> scope.isLocal(each.path("id").asText()))) {
            for (int i = 0; i < targets.size(); i++) {
                assign(to, targets.get(i), value.path("elts").path(i));
            }
            return;
        }
        var all = expressions.of(value);
        if (all.type().startsWith("WaitResult") && targets.size() == 2) {
            to.line("var waited = " + all.text() + ";");
            name(to, targets.get(0).path("id").asText(),
                    new Expressions.Java("waited.done()", "Set<Task<?>>"));
            name(to, targets.get(1).path("id").asText(),
                    new Expressions.Java("waited.pending()", "Set<Task<?>>"));
            return;
        }
        if (!all.type().startsWith("List")) {
            throw new Untranslatable("unpacking");
        }
        var source = all.text();
        if (!source.matches("\\w+")) {
            source = targets.stream().map(each -> Naming.variable(each.path("id").asText()))
                    .collect(Collectors.joining("And"));
            to.line("var " + source + " = " + all.text() + ";");
        }
        for (int i = 0; i < targets.size(); i++) {
            name(to, targets.get(i).path("id").asText(),
                    new Expressions.Java(source + ".get(" + i + ")",
                            Types.unboxed(Types.element(all.type()))));
        }
    }

    private void annotated(Draft to, JsonNode node) {
        var target = node.path("target");
        var type = Types.of(node.path("annotation"), scope.classes);
        var value = node.path("value").isNull() ? "" : " = " + expressions.text(node.path("value"));
        if (kind(target).equals("Name")) {
            scope.locals.put(target.path("id").asText(), type);
            to.line(type + " " + Naming.variable(target.path("id").asText()) + value + ";");
        } else if (!value.isEmpty()) {
            to.line(expressions.text(target) + value + ";");
        }
    }

    private void augmented(Draft to, JsonNode node) {
        var operator = switch (kind(node.path("op"))) {
            case "Add" -> "+=";
            case "Sub" -> "-=";
            case "Mult" -> "*=";
            default -> throw new Untranslatable("an operator");
        };
        var target = node.path("target");
        if (kind(target).equals("Subscript")) {
            var on = expressions.of(target.path("value"));
            if (!on.type().startsWith("Map") || !operator.equals("+=")) {
                throw new Untranslatable("a subscript");
            }
            to.line(on.text() + ".merge(" + expressions.text(target.path("slice")) + ", "
                    + expressions.text(node.path("value")) + ", Integer::sum);");
            return;
        }
        to.line(expressions.text(target) + " " + operator + " " + expressions.text(node.path("value")) + ";");
    }

    private void conditional(Draft to, JsonNode node) {
        to.line("if (" + expressions.condition(node.path("test")) + ") {");
        block(to, node.path("body"));
        var otherwise = node.path("orelse");
        if (otherwise.size() > 0) {
            to.line("} else {");
            block(to, otherwise);
        }
        to.line("}");
    }

    private void loop(Draft to, JsonNode node) {
        refuseElse(node);
        var target = node.path("target");
        var iterated = node.path("iter");
        if (kind(target).equals("Tuple")) {
            pairs(to, node, list(target.path("elts")), iterated);
            return;
        }
        if (!kind(target).equals("Name")) {
            throw new Untranslatable("a target");
        }
        var source = expressions.of(iterated);
        var element = Types.unboxed(Types.element(source.type()));
        var name = target.path("id").asText();
        var before = scope.locals.put(name, element);
        var text = source.text();
        if (kind(node).equals("AsyncFor") && source.type().startsWith("AsCompleted")) {
            text += ".futures()";
        }
        to.line("for (" + (element.equals(Types.OBJECT) ? "var" : element) + " " + Naming.variable(name)
                + " : "
                + (source.type().startsWith("Map") ? text + ".keySet()" : text) + ") {");
        block(to, node.path("body"));
        to.line("}");
        if (before == null) {
            scope.locals.remove(name);
        } else {
            scope.locals.put(name, before);
        }
    }

    // enumerate and items
    private void pairs(Draft to, JsonNode node, List<JsonNode> targets, JsonNode iterated) {
        var function = iterated.path("func");
        if (targets.size() != 2 || !targets.stream().allMatch(each -> kind(each).equals("Name"))) {
            throw new Untranslatable("a target");
        }
        var first = targets.get(0).path("id").asText();
        var second = targets.get(1).path("id").asText();
        if (function.path("attr").asText().equals("items")) {
            var map = expressions.of(function.path("value"));
            to.line("for (var entry : " + map.text() + ".entrySet()) {");
            to.line("var " + Naming.variable(first) + " = entry.getKey();");
            to.line("var " + Naming.variable(second) + " = entry.getValue();");
            scope.locals.put(first, Types.OBJECT);
            scope.locals.put(second, Types.element(map.type()));
        } else if (function.path("id").asText().equals("enumerate") && iterated.path("args").size() == 1) {
            var source = expressions.of(iterated.path("args").path(0));
            to.line("for (int " + Naming.variable(first) + " : range(" + source.text() + ".size())) {");
            to.line("var " + Naming.variable(second) + " = " + source.text() + ".get("
                    + Naming.variable(first) + ");");
            scope.locals.put(first, "int");
            scope.locals.put(second, Types.unboxed(Types.element(source.type())));
        } else {
            throw new Untranslatable("pairs");
        }
        block(to, node.path("body"));
        to.line("}");
        scope.locals.remove(first);
        scope.locals.remove(second);
    }

    private void with(Draft to, JsonNode node, int index) {
        var item = node.path("items").path(index);
        var call = item.path("context_expr");
        var function = call.path("func");
        var alias = item.path("optional_vars").path("id").asText();
        var asyncio =
                kind(function).equals("Attribute") && Expressions.isModule(function.path("value"), "asyncio")
                        ? function.path("attr").asText()
                        : "";
        boolean returns = !Trees.own(node.path("body"), each -> kind(each).equals("Return")).isEmpty();
        var before = returns ? "return " : "";
        switch (asyncio) {
            case "timeout", "timeout_at" -> {
                var limit = call.path("args").path(0);
                var when = asyncio.equals("timeout")
                        ? new Calls(expressions).duration(limit)
                        : "seconds(" + expressions.text(limit) + ")";
                to.line(before + Naming.variable(asyncio) + "(" + when + ", "
                        + (alias.isEmpty() ? "()" : Naming.variable(alias)) + " -> {");
                if (!alias.isEmpty()) {
                    scope.locals.put(alias, "Timeout");
                }
                inside(to, node, index);
                to.line("});");
            }
            case "TaskGroup" -> {
                var name = alias.isEmpty() ? "group" : alias;
                scope.locals.put(name, "TaskGroup");
                to.line(before + "taskGroup(" + Naming.variable(name) + " -> {");
                inside(to, node, index);
                to.line("});");
            }
            default -> {
                var resource = expressions.of(call);
                var text = resource.text();
                if (resource.type().matches("Lock|Semaphore|BoundedSemaphore|Condition")) {
                    text += ".acquire()";
                } else if (scope.method(resource.type(), "__aenter__") != null
                        || scope.method(resource.type(), "__enter__") != null) {
                    text += ".enter()";
                }
                var name = alias.isEmpty() ? "_" : Naming.variable(alias);
                if (!alias.isEmpty()) {
                    scope.locals.put(alias, resource.type());
                }
                to.line("try (var " + name + " = " + text + ") {");
                inside(to, node, index);
                to.line("}");
            }
        }
        scope.locals.remove(alias);
    }

    private void inside(Draft to, JsonNode node, int index) {
        if (index + 1 < node.path("items").size()) {
            with(to, node, index + 1);
        } else {
            block(to, node.path("body"));
        }
    }

    private void attempt(Draft to, JsonNode node) {
        to.line("try {");
        block(to, node.path("body"));
        block(to, node.path("orelse"));
        if (kind(node).equals("TryStar")) {
            star(to, node);
        } else {
            for (var handler : node.path("handlers")) {
                var alias = handler.path("name").isNull() ? "" : handler.path("name").asText();
                var types = caught(handler.path("type"));
                to.line("} catch (" + String.join(" | ", types) + " "
                        + (alias.isEmpty() ? "e" : Naming.variable(alias))
                        + ") {");
                scope.locals.put(alias.isEmpty() ? " caught" : alias,
                        types.size() == 1 ? types.getFirst() : "Exception");
                block(to, handler.path("body"));
                scope.locals.remove(alias.isEmpty() ? " caught" : alias);
            }
        }
        if (node.path("finalbody").size() > 0) {
            to.line("} finally {");
            block(to, node.path("finalbody"));
        }
        to.line("}");
    }

    private void star(Draft to, JsonNode node) {
        to.line("} catch (ExceptionGroup failures) {");
        var opening = "failures.handle(";
        for (var handler : node.path("handlers")) {
            var alias = handler.path("name").isNull() ? "_" : Naming.variable(handler.path("name").asText());
            var type = caught(handler.path("type"));
            if (type.size() != 1) {
                throw new Untranslatable("several types");
            }
            to.line(opening + "except(" + type.getFirst() + ".class, " + alias + " -> {");
            scope.locals.put(alias, "List<" + type.getFirst() + ">");
            block(to, handler.path("body"));
            scope.locals.remove(alias);
            opening = "}), ";
        }
        to.line("}));");
    }

    private static List<String> caught(JsonNode type) {
        if (type.isNull()) {
            return List.of("Throwable");
        }
        if (kind(type).equals("Tuple")) {
            return list(type.path("elts")).stream().flatMap(each -> caught(each).stream()).distinct()
                    .toList();
        }
        return List.of(Naming.exception(dotted(type)));
    }

    static String dotted(JsonNode node) {
        return kind(node).equals("Attribute")
                ? dotted(node.path("value")) + "." + node.path("attr").asText()
                : node.path("id").asText();
    }

    private void raise(Draft to, JsonNode node) {
        var raised = node.path("exc");
        if (raised.isNull()) {
            var caught = scope.locals.containsKey(" caught")
                    ? "e"
                    : scope.locals.entrySet().stream()
                            .filter(each -> each.getValue().matches("\\w*(Exception|Error)"))
                            .map(each -> Naming.variable(each.getKey())).reduce((_, last) -> last)
                            .orElseThrow(() -> new Untranslatable("raise"));
            to.line("throw " + caught + ";");
        } else if (kind(raised).equals("Name") && Naming.isException(raised.path("id").asText())) {
            to.line("throw new " + Naming.exception(raised.path("id").asText()) + "();");
        } else {
            to.line("throw " + expressions.text(raised) + ";");
        }
    }
}
