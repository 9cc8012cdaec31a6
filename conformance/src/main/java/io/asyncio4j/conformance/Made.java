package io.asyncio4j.conformance;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements that were made, in place of being read. */
final class Made {

    private Made() {}

    static @Nullable Statement withRef(String op, String key, @Nullable String name,
            Object... others) {
        return withRef(op, List.of(), key, name, others);
    }

    static @Nullable Statement withRef(String op, List<Statement> body, String key,
            @Nullable String name, Object... others) {
        if (name == null) {
            return null;
        }
        var arguments = new HashMap<>(arguments(others));
        arguments.put(key, name);
        return Statement.of(op, arguments, body);
    }

    static Statement make(String op, Object... keysAndValues) {
        return make(op, List.of(), keysAndValues);
    }

    static Statement make(String op, List<Statement> body, Object... keysAndValues) {
        return Statement.of(op, arguments(keysAndValues), List.copyOf(body));
    }

    // a key "" leaves its value out
    private static Map<String, Object> arguments(Object... keysAndValues) {
        var arguments = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            if (!keysAndValues[i].equals("")) {
                arguments.put((String) keysAndValues[i], keysAndValues[i + 1]);
            }
        }
        return arguments;
    }
}
