package io.asyncio4j.cli.port;

import static io.asyncio4j.cli.port.Expressions.kind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Looks for nodes in syntax trees. */
final class Trees {
    private Trees() {}

    /** {@return all nodes below {@code node} that are of the kind, in their order, also those in nested functions} */
    static List<JsonNode> all(JsonNode node, Predicate<JsonNode> wanted) {
        var found = new ArrayList<JsonNode>();
        collect(node, wanted, true, found);
        return found;
    }

    /** {@return those of a function's own body, not those of functions, classes and lambdas in it} */
    static List<JsonNode> own(JsonNode body, Predicate<JsonNode> wanted) {
        var found = new ArrayList<JsonNode>();
        collect(body, wanted, false, found);
        return found;
    }

    private static void collect(JsonNode node, Predicate<JsonNode> wanted, boolean nested,
            List<JsonNode> found) {
        if (node.isObject() && wanted.test(node)) {
            found.add(node);
        }
        if (!nested && kind(node).matches("FunctionDef|AsyncFunctionDef|ClassDef|Lambda")) {
            return;
        }
        for (var child : node) {
            collect(child, wanted, nested, found);
        }
    }

    static boolean isFunction(JsonNode node) {
        return kind(node).matches("(Async)?FunctionDef");
    }

    static boolean isGenerator(JsonNode function) {
        return !own(function.path("body"), each -> kind(each).equals("Yield")).isEmpty();
    }

    /** {@return whether {@code function} gives {@code name} another value} */
    static boolean assigns(JsonNode function, String name) {
        return !own(function.path("body"),
                each -> kind(each).equals("Name") && each.path("id").asText().equals(name)
                        && kind(each.path("ctx")).equals("Store"))
                .isEmpty();
    }

    /** {@return the docstring of a module, class or function, or an empty text} */
    static String docstring(JsonNode node) {
        var first = node.path("body").path(0);
        var value = first.path("value").path("value");
        return kind(first).equals("Expr") && value.isTextual() ? value.asText().strip() : "";
    }
}
