package io.asyncio4j.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program for both sides.
 *
 * @param name what it is called, such as {@code cancel/before-the-first-step}
 * @param covers the ids of the behaviours that it shows
 * @param needs the version of Python that it needs, such as {@code 3.14}, or null for any
 * @param about what happens in it
 * @param body the code of its main task
 */
record Scenario(String name, List<String> covers, @Nullable String needs, String about,
        List<Statement> body) {

    Scenario withBody(List<Statement> other) {
        return new Scenario(name, covers, needs, about, List.copyOf(other));
    }

    /** {@return the form in which it goes to the other interpreter} */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        if (needs != null) {
            String[] parts = needs.split("\\.");
            json.put("needs", List.of(Integer.valueOf(parts[0]), Integer.valueOf(parts[1])));
        }
        json.put("body", Statement.toJson(body));
        return json;
    }
}
