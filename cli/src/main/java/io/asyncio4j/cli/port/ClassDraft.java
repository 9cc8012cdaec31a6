package io.asyncio4j.cli.port;

import static io.asyncio4j.cli.port.Expressions.kind;
import static io.asyncio4j.cli.port.Expressions.list;

import com.fasterxml.jackson.databind.JsonNode;
import io.asyncio4j.cli.port.Scope.Function;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Translates a class: its fields, from what its methods assign; its methods; a constructor for a dataclass. */
final class ClassDraft {
    /** Adds a method. */
    interface Methods {
        void add(Draft to, Function method, @Nullable String owner);
    }

    private final Scope scope;
    private final Methods methods;

    ClassDraft(Scope scope, Methods methods) {
        this.scope = scope;
        this.methods = methods;
    }

    void add(Draft to, JsonNode node) {
        var name = node.path("name").asText();
        var part = new Draft(node.path("line").asInt(), node.path("end").asInt(), false);
        boolean data = list(node.path("decorator_list")).stream().anyMatch(each -> {
            var decorator = kind(each).equals("Call") ? each.path("func") : each;
            return Statements.dotted(decorator).matches("(dataclasses\\.)?dataclass");
        });
        for (var decorator : node.path("decorator_list")) {
            var comment = new Draft(decorator.path("line").asInt(), decorator.path("end").asInt(), false);
            comment.refuse();
            if (!data) {
                to.part(comment);
            }
        }
        Program.documentation(part, node);
        part.line("static class " + name + parents(node, name) + " {");
        fields(part, node, name, data);
        for (var each : node.path("body")) {
            var method = scope.method(name, each.path("name").asText());
            if (Trees.isFunction(each) && method != null) {
                part.line("");
                methods.add(part, method, name);
            } else if (!kind(each).matches("Expr|Pass|Assign|AnnAssign")) {
                var comment = new Draft(each.path("line").asInt(), each.path("end").asInt(), false);
                comment.refuse();
                part.part(comment);
            }
        }
        part.line("}");
        to.part(part);
    }

    private String parents(JsonNode node, String name) {
        var text = new StringBuilder();
        for (var base : node.path("bases")) {
            var parent = Statements.dotted(base);
            if (scope.classes.contains(parent) || Naming.isException(parent)) {
                text.append(" extends ").append(Naming.exception(parent));
                break;
            }
        }
        if (scope.method(name, "__aexit__") != null || scope.method(name, "__exit__") != null) {
            text.append(" implements AutoCloseable");
        }
        return text.toString();
    }

    private void fields(Draft to, JsonNode node, String name, boolean data) {
        Map<String, String> own = new LinkedHashMap<>();
        for (var each : node.path("body")) {
            if (kind(each).matches("Assign|AnnAssign")) {
                var target = kind(each).equals("Assign") ? each.path("targets").path(0) : each.path("target");
                var part = new Draft(each.path("line").asInt(), each.path("end").asInt(), false);
                try {
                    var value = each.path("value").isNull() ? null
                            : new Expressions(scope).of(each.path("value"));
                    var type = kind(each).equals("AnnAssign")
                            ? Types.of(each.path("annotation"), scope.classes)
                            : value == null ? Types.OBJECT : value.type();
                    own.put(target.path("id").asText(), type);
                    part.line(
                            (data ? "" : "static ") + type + " " + Naming.variable(target.path("id").asText())
                                    + (value == null ? "" : " = " + value.text()) + ";");
                } catch (Untranslatable e) {
                    part.refuse();
                }
                to.part(part);
            }
        }
        scope.fields.getOrDefault(name, Map.of()).forEach((field, type) -> {
            if (!own.containsKey(field)) {
                to.line((type.equals("null") || type.equals("?") ? Types.OBJECT : type) + " "
                        + Naming.variable(field)
                        + ";");
            }
        });
        if (data) {
            to.line("");
            to.line(name + "(" + own.entrySet().stream()
                    .map(each -> each.getValue() + " " + Naming.variable(each.getKey()))
                    .collect(Collectors.joining(", ")) + ") {");
            own.keySet().forEach(field -> to
                    .line("this." + Naming.variable(field) + " = " + Naming.variable(field) + ";"));
            to.line("}");
        }
    }
}
