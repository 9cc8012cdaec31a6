package io.asyncio4j.cli.port;

import static io.asyncio4j.cli.port.Expressions.kind;
import static io.asyncio4j.cli.port.Expressions.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.cli.port.Scope.Function;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds out what types functions, fields and variables likely have: from annotations, defaults, calls, assignments. */
final class Inference {
    private final JsonNode module;
    private final Scope scope;

    Inference(JsonNode module, Scope scope) {
        this.module = module;
        this.scope = scope;
    }

    void run() {
        declare(null, module.path("body"));
        for (var each : module.path("body")) {
            if (kind(each).equals("ClassDef")) {
                var name = each.path("name").asText();
                scope.methods.put(name, new HashMap<>());
                scope.fields.put(name, new LinkedHashMap<>());
                declare(name, each.path("body"));
            }
        }
        for (int round = 0; round < 3; round++) { // what is found out tells more
            inferArguments();
            globals();
            for (var function : scope.functions.values().toArray(new Function[0])) {
                scope.functions.put(function.node().path("name").asText(), inferred(function, null));
            }
            for (var owner : scope.methods.entrySet()) {
                fields(owner.getKey());
                owner.getValue().replaceAll((_, method) -> inferred(method, owner.getKey()));
            }
        }
    }

    private void declare(@Nullable String owner, JsonNode body) {
        for (var each : body) {
            if (Trees.isFunction(each)) {
                var parameters = new LinkedHashMap<String, String>();
                var defaults = Program.defaults(each);
                for (var parameter : Program.parameters(each, owner != null)) {
                    var name = parameter.path("arg").asText();
                    var annotation = parameter.path("annotation");
                    var value = defaults.get(name);
                    parameters.put(name, !annotation.isNull()
                            ? Types.of(annotation, scope.classes)
                            : value == null ? "?" : type(new Expressions(scope), value));
                }
                var returns = each.path("returns");
                var result = returns.isNull() ? "?" : Types.of(returns, scope.classes);
                var name = each.path("name").asText();
                var function = new Function(
                        name, parameters, result,
                        kind(each).equals("AsyncFunctionDef") && !Trees.isGenerator(each), each);
                (owner == null ? scope.functions : methodsOf(owner)).put(name, function);
            }
        }
    }

    private Map<String, Function> methodsOf(String owner) {
        return scope.methods.computeIfAbsent(owner, _ -> new HashMap<>());
    }

    // Parameters without an annotation: from what they are called with.
    private void inferArguments() {
        var top = scope.inner(null);
        walk(module.path("body"), new Expressions(top), top.locals);
        module.path("body").forEach(each -> {
            if (!kind(each).matches("(Async)?FunctionDef|ClassDef")) {
                inferArguments(each, new Expressions(top));
            }
        });
        scope.functions.values()
                .forEach(each -> inferArguments(each.node(), new Expressions(inside(each, null))));
        scope.methods.forEach((owner, all) -> List.copyOf(all.values())
                .forEach(each -> inferArguments(each.node(), new Expressions(inside(each, owner)))));
    }

    private void inferArguments(JsonNode code, Expressions expressions) {
        for (var call : Trees.all(code, each -> kind(each).equals("Call"))) {
            var called = called(call.path("func"));
            if (called == null) {
                continue;
            }
            var names = scope.parameterNames(called);
            int index = 0;
            for (var argument : call.path("args")) {
                if (index < names.size() && !kind(argument).equals("Starred")) {
                    refine(called, names.get(index), type(expressions, argument));
                }
                index++;
            }
            for (var keyword : call.path("keywords")) {
                refine(called, keyword.path("arg").asText(), type(expressions, keyword.path("value")));
            }
        }
    }

    private @Nullable Function called(JsonNode function) {
        if (kind(function).equals("Name")) {
            var name = function.path("id").asText();
            var called = scope.functions.get(name);
            return called != null ? called : scope.method(name, "__init__");
        }
        return scope.methods.values().stream().map(each -> each.get(function.path("attr").asText()))
                .filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** {@return a scope in which the variables of {@code function} have the types that they likely get} */
    private Scope inside(Function function, @Nullable String owner) {
        return inside(scope, function, owner);
    }

    static Scope inside(Scope scope, Function function, @Nullable String owner) {
        var inner = scope.inner(owner);
        function.parameters()
                .forEach((name, type) -> inner.locals.put(name, type.equals("?") ? Types.OBJECT : type));
        walk(function.node().path("body"), new Expressions(inner), inner.locals);
        return inner;
    }

    private static void refine(Function called, String name, String type) {
        var known = called.parameters().get(name);
        if (known == null || type.equals(Types.OBJECT) || type.equals("null")) {
            return;
        }
        boolean annotated = Program.parameters(called.node(), false).stream()
                .anyMatch(
                        each -> each.path("arg").asText().equals(name) && !each.path("annotation").isNull());
        if (!annotated) {
            called.parameters().put(name,
                    known.equals("?") || known.equals("null") ? type : Types.join(known, type));
        }
    }

    private void globals() {
        walk(module.path("body"), new Expressions(scope), scope.globals);
    }

    private void fields(String owner) {
        var fields = scope.fields.computeIfAbsent(owner, _ -> new LinkedHashMap<>());
        for (var method : methodsOf(owner).values()) {
            var expressions = new Expressions(inside(method, owner));
            for (var assignment : Trees.own(method.node().path("body"),
                    each -> kind(each).matches("Assign|AnnAssign"))) {
                var target = kind(assignment).equals("Assign")
                        ? assignment.path("targets").path(0)
                        : assignment.path("target");
                if (kind(target).equals("Attribute") && Expressions.isModule(target.path("value"), "self")) {
                    var type = kind(assignment).equals("AnnAssign")
                            ? Types.of(assignment.path("annotation"), scope.classes)
                            : type(expressions, assignment.path("value"));
                    fields.merge(target.path("attr").asText(), type,
                            (one, other) -> one.equals("null") ? other : one);
                }
            }
        }
    }

    private Function inferred(Function function, @Nullable String owner) {
        if (!function.node().path("returns").isNull()) {
            return function;
        }
        var expressions = new Expressions(inside(function, owner));
        var body = function.node().path("body");
        if (Trees.isGenerator(function.node())) {
            var type = Trees.own(body, each -> kind(each).equals("Yield")).stream()
                    .map(each -> type(expressions, each.path("value"))).reduce(Types::join)
                    .orElse(Types.OBJECT);
            return withResult(function, "AsyncGenerator<" + Types.boxed(type) + ">");
        }
        var type = Trees.own(body, each -> kind(each).equals("Return") && !each.path("value").isNull())
                .stream()
                .map(each -> type(expressions, each.path("value"))).filter(each -> !each.equals("null"))
                .reduce(Types::join).orElse("void");
        return withResult(function, type);
    }

    private static Function withResult(Function function, String result) {
        return new Function(function.name(), function.parameters(), result, function.isAsync(),
                function.node());
    }

    // The types of a body's variables, in the order in which they get their values.
    private static void walk(JsonNode body, Expressions expressions, Map<String, String> variables) {
        for (var statement : Trees.own(body,
                each -> kind(each).matches("Assign|AnnAssign|For|AsyncFor|withitem|comprehension"))) {
            switch (kind(statement)) {
                case "Assign" -> put(variables, statement.path("targets").path(0),
                        type(expressions, statement.path("value")));
                case "AnnAssign" -> put(variables, statement.path("target"),
                        Types.of(statement.path("annotation"), expressions.scope.classes));
                case "withitem" -> put(variables, statement.path("optional_vars"),
                        type(expressions, statement.path("context_expr")));
                default -> put(variables, statement.path("target"),
                        Types.unboxed(Types.element(type(expressions, statement.path("iter")))));
            }
        }
        fill(body, expressions, variables);
    }

    // What is put into a collection or queue tells what it is of.
    private static void fill(JsonNode body, Expressions expressions, Map<String, String> variables) {
        for (var call : Trees.own(body, each -> kind(each).equals("Call"))) {
            var on = call.path("func").path("value").path("id").asText();
            var type = variables.getOrDefault(on, "");
            if (type.endsWith("<Object>")
                    && call.path("func").path("attr").asText().matches("put|put_nowait|append|add")) {
                var element = type(expressions, call.path("args").path(0));
                if (!element.equals("null")) {
                    variables.put(on, type.replace("<Object>", "<" + Types.boxed(element) + ">"));
                }
            }
        }
    }

    private static void put(Map<String, String> variables, JsonNode target, String type) {
        if (kind(target).equals("Name")) {
            variables.putIfAbsent(target.path("id").asText(), type);
        } else if (kind(target).equals("Tuple")) {
            list(target.path("elts")).forEach(each -> put(variables, each, Types.OBJECT));
        }
    }

    static String type(Expressions expressions, JsonNode value) {
        try {
            return expressions.of(value).type();
        } catch (Untranslatable e) {
            return Types.OBJECT;
        }
    }
}
