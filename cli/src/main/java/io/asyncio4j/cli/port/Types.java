package io.asyncio4j.cli.port;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** Python's annotations as Java's types. What is not known is {@code Object}. */
final class Types {
    static final String OBJECT = "Object";

    private static final Map<String, String> SIMPLE = Map.ofEntries(
            Map.entry("int", "int"), Map.entry("float", "double"), Map.entry("str", "String"),
            Map.entry("bool", "boolean"), Map.entry("bytes", "byte[]"), Map.entry("None", "void"),
            Map.entry("list", "List<Object>"), Map.entry("dict", "Map<Object, Object>"),
            Map.entry("set", "Set<Object>"), Map.entry("object", OBJECT), Map.entry("Any", OBJECT),
            Map.entry("Event", "Event"), Map.entry("Lock", "Lock"), Map.entry("Semaphore", "Semaphore"),
            Map.entry("BoundedSemaphore", "BoundedSemaphore"), Map.entry("Condition", "Condition"),
            Map.entry("Barrier", "Barrier"), Map.entry("TaskGroup", "TaskGroup"),
            Map.entry("Queue", "Queue<Object>"), Map.entry("PriorityQueue", "PriorityQueue<Object>"),
            Map.entry("LifoQueue", "LifoQueue<Object>"), Map.entry("Task", "Task<?>"),
            Map.entry("Future", "Future<?>"),
            Map.entry("Exception", "Exception"));

    private static final Map<String, String> GENERIC = Map.ofEntries(
            Map.entry("list", "List"), Map.entry("List", "List"), Map.entry("dict", "Map"),
            Map.entry("Dict", "Map"),
            Map.entry("set", "Set"), Map.entry("Set", "Set"), Map.entry("Sequence", "List"),
            Map.entry("Iterable", "Iterable"), Map.entry("Queue", "Queue"),
            Map.entry("PriorityQueue", "PriorityQueue"), Map.entry("LifoQueue", "LifoQueue"),
            Map.entry("Task", "Task"), Map.entry("Future", "Future"),
            Map.entry("AsyncIterator", "AsyncGenerator"),
            Map.entry("AsyncGenerator", "AsyncGenerator"), Map.entry("AsyncIterable", "AsyncGenerator"));

    private static final Map<String, String> BOXES = Map.of(
            "int", "Integer", "long", "Long", "double", "Double", "boolean", "Boolean", "void", "Void");

    private Types() {}

    /** {@return the type that an annotation means} */
    static String of(JsonNode annotation, Set<String> classes) {
        var kind = annotation.path("_").asText();
        return switch (kind) {
            case "Name", "Attribute" -> {
                var name = annotation.path(kind.equals("Name") ? "id" : "attr").asText();
                yield classes.contains(name) ? name : SIMPLE.getOrDefault(name, OBJECT);
            }
            case "Constant" -> annotation.path("value").isNull() ? "void" : OBJECT;
            case "BinOp" -> { // int | None
                var left = of(annotation.path("left"), classes);
                var right = of(annotation.path("right"), classes);
                yield right.equals("void") ? boxed(left) : left.equals("void") ? boxed(right) : OBJECT;
            }
            case "Subscript" -> generic(annotation, classes);
            default -> OBJECT;
        };
    }

    private static String generic(JsonNode annotation, Set<String> classes) {
        var base = annotation.path("value");
        var name = base.path(base.has("attr") ? "attr" : "id").asText();
        var slice = annotation.path("slice");
        var first = slice.path("_").asText().equals("Tuple") ? slice.path("elts").path(0) : slice;
        if (name.equals("Optional")) {
            return boxed(of(slice, classes));
        }
        var generic = GENERIC.get(name);
        if (generic == null) {
            return OBJECT;
        }
        if (generic.equals("Map")) {
            return "Map<" + boxed(of(first, classes)) + ", " + boxed(of(slice.path("elts").path(1), classes))
                    + ">";
        }
        return generic + "<" + boxed(of(first, classes)) + ">";
    }

    static String boxed(String type) {
        return BOXES.getOrDefault(type, type);
    }

    static String unboxed(String type) {
        for (var box : BOXES.entrySet()) {
            if (box.getValue().equals(type)) {
                return box.getKey();
            }
        }
        return type;
    }

    static boolean isNumber(String type) {
        return Set.of("int", "long", "double").contains(unboxed(type));
    }

    /** {@return the type of the values that {@code container} holds}; the values, not the keys, of a map. */
    static String element(String container) {
        int open = container.indexOf('<');
        if (open < 0) {
            return OBJECT;
        }
        var inner = container.substring(open + 1, container.length() - 1);
        int depth = 0;
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0 && container.startsWith("Map")) {
                return inner.substring(i + 1).strip();
            }
        }
        return inner.equals("?") ? OBJECT : inner;
    }

    /** {@return one type for what may be either} */
    static String join(String one, String other) {
        if (one.equals(other)) {
            return one;
        }
        if (isNumber(one) && isNumber(other)) {
            return one.equals("double") || other.equals("double") ? "double" : "long";
        }
        if (one.endsWith("Exception") && other.endsWith("Exception")) {
            return "Exception";
        }
        return OBJECT;
    }
}
