package io.asyncio4j.cli.port;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of names: those of the module, and those of one function. */
final class Scope {
    /**
     * A function or method of the program.
     *
     * @param parameters their Java types by their Python names, in order
     * @param result its Java type
     * @param isAsync whether it is an {@code async def}
     */
    record Function(String name, Map<String, String> parameters, String result, boolean isAsync,
            JsonNode node) {}

    final Map<String, Function> functions;
    final Set<String> classes;
    final Map<String, String> globals;
    final Map<String, Map<String, String>> fields;
    final Map<String, Map<String, Function>> methods;
    final @Nullable String self;
    final Map<String, String> locals = new LinkedHashMap<>();
    final Map<String, String> hints = new HashMap<>(); // what variables are likely to be, before they are declared

    Scope(Set<String> classes) {
        this(new HashMap<>(), classes, new HashMap<>(), new HashMap<>(), new HashMap<>(), null);
    }

    private Scope(
            Map<String, Function> functions, Set<String> classes, Map<String, String> globals,
            Map<String, Map<String, String>> fields, Map<String, Map<String, Function>> methods,
            @Nullable String self) {
        this.functions = functions;
        this.classes = classes;
        this.globals = globals;
        this.fields = fields;
        this.methods = methods;
        this.self = self;
    }

    /** {@return a scope for a function}, of the class {@code self} if it is a method. */
    Scope inner(@Nullable String self) {
        return new Scope(functions, classes, globals, fields, methods, self);
    }

    String typeOf(String name) {
        var type = locals.get(name);
        return type != null ? type : globals.getOrDefault(name, Types.OBJECT);
    }

    boolean isLocal(String name) {
        return locals.containsKey(name);
    }

    String fieldType(String owner, String field) {
        return fields.getOrDefault(owner, Map.of()).getOrDefault(field, Types.OBJECT);
    }

    @Nullable
    Function method(String owner, String name) {
        return methods.getOrDefault(owner, Map.of()).get(name);
    }

    /** {@return the types of a call's arguments, in the order of the parameters} */
    List<String> parameterNames(Function function) {
        return List.copyOf(function.parameters.keySet());
    }
}
