package io.asyncio4j.cli.port;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Translates expressions. What it cannot is {@link Untranslatable}. */
final class Expressions {
    /** Java text, and the type that it likely has. */
    record Java(String text, String type) {}

    final Scope scope;
    private final Calls calls;

    Expressions(Scope scope) {
        this.scope = scope;
        this.calls = new Calls(this);
    }

    static String kind(JsonNode node) {
        return node.path("_").asText();
    }

    static List<JsonNode> list(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    String text(JsonNode node) {
        return of(node).text;
    }

    Java of(JsonNode node) {
        return switch (kind(node)) {
            case "Constant" -> constant(node.path("value"));
            case "Name" -> name(node.path("id").asText());
            case "Attribute" -> attribute(node);
            case "Await" -> calls.await(node.path("value"));
            case "Call" -> calls.call(node);
            case "JoinedStr" -> new Java(joined(node), "String");
            case "BinOp" -> binary(node);
            case "UnaryOp" -> unary(node);
            case "BoolOp" -> new Java(list(node.path("values")).stream().map(this::condition)
                    .map(each -> each.contains(" || ") ? "(" + each + ")" : each)
                    .collect(Collectors.joining(kind(node.path("op")).equals("And") ? " && " : " || ")),
                    "boolean");
            case "Compare" -> compare(node);
            case "IfExp" -> {
                var then = of(node.path("body"));
                var otherwise = of(node.path("orelse"));
                yield new Java(
                        "(" + condition(node.path("test")) + " ? " + then.text + " : " + otherwise.text + ")",
                        Types.join(then.type, otherwise.type));
            }
            case "List" -> collection(node, "new ArrayList<>(List.of(%s))", "new ArrayList<>()", "List");
            case "Tuple" -> collection(node, "List.of(%s)", "List.of()", "List");
            case "Set" -> collection(node, "new HashSet<>(Set.of(%s))", "new HashSet<>()", "Set");
            case "Dict" -> dict(node);
            case "Subscript" -> subscript(node);
            case "ListComp", "GeneratorExp", "SetComp" -> comprehension(node);
            case "Lambda" -> new Java(list(node.path("args").path("args")).stream()
                    .map(each -> Naming.variable(each.path("arg").asText()))
                    .collect(Collectors.joining(", ", "(", ")")) + " -> " + text(node.path("body")),
                    Types.OBJECT);
            default -> throw new Untranslatable(kind(node));
        };
    }

    private static Java constant(JsonNode value) {
        if (value.isTextual()) {
            return new Java(Naming.literal(value.asText()), "String");
        }
        if (value.isBoolean()) {
            return new Java(value.asText(), "boolean");
        }
        if (value.isInt()) {
            return new Java(value.asText(), "int");
        }
        if (value.isLong()) {
            return new Java(value.asText() + "L", "long");
        }
        if (value.isDouble()) {
            return new Java(value.asText(), "double");
        }
        if (value.isNull()) {
            return new Java("null", "null");
        }
        throw new Untranslatable("a constant");
    }

    private Java name(String name) {
        if (name.equals("self") && scope.self != null) {
            return new Java("this", scope.self);
        }
        if (scope.functions.containsKey(name) && !scope.isLocal(name)) {
            throw new Untranslatable("a function as a value");
        }
        return new Java(Naming.variable(name), scope.typeOf(name));
    }

    private Java attribute(JsonNode node) {
        var attribute = node.path("attr").asText();
        var owner = node.path("value");
        if (isModule(owner, "asyncio")) {
            return switch (attribute) {
                case "FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED" ->
                        new Java("ReturnWhen." + attribute, "ReturnWhen");
                default -> throw new Untranslatable("asyncio." + attribute);
            };
        }
        var on = of(owner);
        if (attribute.equals("exceptions") && on.type.startsWith("List<")) {
            return on; // what except* catches is a list here
        }
        if (attribute.equals("exceptions") && on.type.equals("ExceptionGroup")) {
            return new Java(on.text + ".exceptions()", "List<Throwable>");
        }
        if (on.type.matches("(List|Set|Map)<.*")) {
            return new Java(on.text + "::" + Calls.methodName(attribute), Types.OBJECT); // a bound method
        }
        return new Java(on.text + "." + Naming.variable(attribute), scope.fieldType(on.type, attribute));
    }

    static boolean isModule(JsonNode node, String name) {
        return kind(node).equals("Name") && node.path("id").asText().equals(name);
    }

    private String joined(JsonNode node) {
        var parts = new ArrayList<String>();
        boolean text = false; // something in front makes it one
        for (var part : node.path("values")) {
            if (kind(part).equals("Constant")) {
                parts.add(text(part));
            } else if (part.path("format_spec").isNull() && part.path("conversion").asInt() == -1) {
                var value = of(part.path("value"));
                text |= parts.isEmpty() && value.type.equals("String");
                parts.add(kind(part.path("value")).matches("Name|Attribute|Call|Await|Subscript|Constant")
                        ? value.text
                        : "(" + value.text + ")");
            } else if (kind(part.path("format_spec")).equals("JoinedStr")) {
                parts.add(formatted(part));
            } else {
                throw new Untranslatable("a format");
            }
        }
        if (parts.isEmpty()) {
            return "\"\"";
        }
        if (!parts.getFirst().startsWith("\"") && !text) {
            parts.addFirst("\"\"");
        }
        return String.join(" + ", parts);
    }

    // {x:.2f} and the like
    private String formatted(JsonNode part) {
        var spec = part.path("format_spec").path("values").path(0).path("value").asText();
        if (!spec.matches("0?\\d*(\\.\\d+)?[fd]?")) {
            throw new Untranslatable("a format");
        }
        var value = of(part.path("value"));
        var letter = spec.endsWith("f") || spec.endsWith("d") ? "" : value.type.equals("double") ? "f" : "d";
        boolean fraction = (spec + letter).endsWith("f");
        return "\"%" + spec + letter + "\".formatted("
                + (fraction ? "(double) " + grouped(value) : value.text) + ")";
    }

    private Java binary(JsonNode node) {
        var left = of(node.path("left"));
        var right = of(node.path("right"));
        var type = Types.join(Types.unboxed(left.type), Types.unboxed(right.type));
        var operator = kind(node.path("op"));
        return switch (operator) {
            case "Add" -> new Java(grouped(left) + " + " + grouped(right),
                    left.type.equals("String") ? "String" : type);
            case "Sub" -> new Java(grouped(left) + " - " + grouped(right), type);
            case "Mult" -> left.type.equals("String") && right.type.equals("int")
                    ? new Java(left.text + ".repeat(" + right.text + ")", "String")
                    : new Java(grouped(left) + " * " + grouped(right), type);
            case "Div" -> new Java("(double) " + grouped(left) + " / " + grouped(right), "double");
            case "FloorDiv" -> new Java("Math.floorDiv(" + left.text + ", " + right.text + ")", type);
            case "Mod" -> {
                if (!Types.isNumber(left.type)) {
                    throw new Untranslatable("%");
                }
                yield new Java("Math.floorMod(" + left.text + ", " + right.text + ")", type);
            }
            case "Pow" -> new Java("Math.pow(" + left.text + ", " + right.text + ")", "double");
            default -> throw new Untranslatable(operator);
        };
    }

    private static String grouped(Java java) {
        return java.text.matches("[\\w.]+|\"[^\"]*\"|[\\w.]+\\([^()]*\\)") ? java.text
                : "(" + java.text + ")";
    }

    private Java unary(JsonNode node) {
        return switch (kind(node.path("op"))) {
            case "Not" -> new Java("!" + inParentheses(condition(node.path("operand"))), "boolean");
            case "USub" -> {
                var operand = of(node.path("operand"));
                yield new Java("-" + grouped(operand), operand.type);
            }
            default -> throw new Untranslatable(kind(node.path("op")));
        };
    }

    private static String inParentheses(String condition) {
        return condition.matches("[\\w.]+(\\([^()]*\\))?") ? condition : "(" + condition + ")";
    }

    /** {@return {@code node} as a condition}: what is true in Python. */
    String condition(JsonNode node) {
        var value = of(node);
        var type = Types.unboxed(value.type);
        if (type.equals("boolean")) {
            return value.text;
        }
        if (Types.isNumber(type)) {
            return grouped(value) + " != 0";
        }
        if (type.equals("String") || type.matches("(List|Map|Set)<.*")) {
            return "!" + grouped(value) + ".isEmpty()";
        }
        return grouped(value) + " != null";
    }

    private Java compare(JsonNode node) {
        var parts = new ArrayList<String>();
        var left = node.path("left");
        for (int i = 0; i < node.path("ops").size(); i++) {
            var right = node.path("comparators").path(i);
            parts.add(comparison(of(left), kind(node.path("ops").path(i)), of(right)));
            left = right;
        }
        return new Java(String.join(" && ", parts), "boolean");
    }

    private static String comparison(Java left, String operator, Java right) {
        boolean plain = Types.isNumber(left.type) || Types.isNumber(right.type) || left.type.equals("boolean")
                || left.type.equals("null") || right.type.equals("null");
        return switch (operator) {
            case "Eq" -> plain
                    ? grouped(left) + " == " + grouped(right)
                    : "Objects.equals(" + left.text + ", " + right.text + ")";
            case "NotEq" -> plain
                    ? grouped(left) + " != " + grouped(right)
                    : "!Objects.equals(" + left.text + ", " + right.text + ")";
            case "Is" -> grouped(left) + " == " + grouped(right);
            case "IsNot" -> grouped(left) + " != " + grouped(right);
            case "Lt" -> grouped(left) + " < " + grouped(right);
            case "LtE" -> grouped(left) + " <= " + grouped(right);
            case "Gt" -> grouped(left) + " > " + grouped(right);
            case "GtE" -> grouped(left) + " >= " + grouped(right);
            case "In" -> contains(left, right);
            case "NotIn" -> "!" + contains(left, right);
            default -> throw new Untranslatable(operator);
        };
    }

    private static String contains(Java element, Java container) {
        return grouped(container) + (container.type.startsWith("Map") ? ".containsKey(" : ".contains(")
                + element.text
                + ")";
    }

    private Java collection(JsonNode node, String form, String empty, String type) {
        var elements = list(node.path("elts")).stream().map(this::of).toList();
        if (elements.isEmpty()) {
            return new Java(empty, type + "<Object>");
        }
        var element = elements.stream().map(Java::type).reduce(Types::join).orElse(Types.OBJECT);
        return new Java(form.formatted(texts(elements)), type + "<" + Types.boxed(element) + ">");
    }

    static String texts(List<Java> parts) {
        return parts.stream().map(Java::text).collect(Collectors.joining(", "));
    }

    private Java dict(JsonNode node) {
        var keys = list(node.path("keys")).stream().map(this::of).toList();
        var values = list(node.path("values")).stream().map(this::of).toList();
        if (keys.isEmpty()) {
            return new Java("new HashMap<>()", "Map<Object, Object>");
        }
        if (keys.size() > 10) {
            throw new Untranslatable("a large dict");
        }
        var pairs = new ArrayList<String>();
        for (int i = 0; i < keys.size(); i++) {
            pairs.add(keys.get(i).text + ", " + values.get(i).text);
        }
        var key = keys.stream().map(Java::type).reduce(Types::join).orElse(Types.OBJECT);
        var value = values.stream().map(Java::type).reduce(Types::join).orElse(Types.OBJECT);
        return new Java("new HashMap<>(Map.of(" + String.join(", ", pairs) + "))",
                "Map<" + Types.boxed(key) + ", " + Types.boxed(value) + ">");
    }

    private Java subscript(JsonNode node) {
        var slice = node.path("slice");
        if (kind(slice).equals("Slice")) {
            throw new Untranslatable("a slice");
        }
        var on = of(node.path("value"));
        if (kind(slice).equals("UnaryOp") && slice.path("operand").path("value").asInt() == 1) {
            return new Java(on.text + ".getLast()", Types.element(on.type));
        }
        return new Java(on.text + ".get(" + text(slice) + ")", Types.unboxed(Types.element(on.type)));
    }

    // [f(x) for x in xs if p(x)]
    private Java comprehension(JsonNode node) {
        if (node.path("generators").size() != 1) {
            throw new Untranslatable("nested comprehensions");
        }
        var generator = node.path("generators").path(0);
        var target = generator.path("target");
        if (!kind(target).equals("Name") || generator.path("is_async").asInt() != 0) {
            throw new Untranslatable("a comprehension");
        }
        var name = target.path("id").asText();
        var source = of(generator.path("iter"));
        var before = scope.locals.put(name, Types.unboxed(Types.element(source.type)));
        try {
            var text = new StringBuilder(source.text).append(".stream()");
            var variable = Naming.variable(name);
            for (var test : generator.path("ifs")) {
                text.append(".filter(").append(variable).append(" -> ").append(condition(test)).append(')');
            }
            var element = of(node.path("elt"));
            if (!element.text.equals(variable)) {
                text.append(".map(").append(variable).append(" -> ").append(element.text).append(')');
            }
            boolean set = kind(node).equals("SetComp");
            text.append(set ? ".collect(Collectors.toSet())" : ".toList()");
            return new Java(text.toString(), (set ? "Set<" : "List<") + Types.boxed(element.type) + ">");
        } finally {
            if (before == null) {
                scope.locals.remove(name);
            } else {
                scope.locals.put(name, Objects.requireNonNull(before));
            }
        }
    }
}
