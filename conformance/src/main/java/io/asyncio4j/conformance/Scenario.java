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
 * @param outside whether its body stands outside of all loops, in place of being the code of the main task
 * @param differences where it is known to leave other traces here
 * @param body its code
 */
record Scenario(String name, List<String> covers, @Nullable String needs, String about, boolean outside,
        List<Difference> differences, List<Statement> body) {

    /**
     * A known difference.
     *
     * @param version the CPython that differs, or the beginning of its version; {@code always} for a fault of asyncio4j
     * @param reason what it does otherwise
     */
    record Difference(String version, String reason) {

        static final String ALWAYS = "always";

        boolean concerns(String python) {
            return version.equals(ALWAYS) || python.startsWith(version);
        }
    }

    Scenario withBody(List<Statement> other) {
        return new Scenario(name, covers, needs, about, outside, differences, List.copyOf(other));
    }

    /** {@return the reason why the CPython of {@code version} leaves another trace, or null} */
    @Nullable
    String knownDifference(String version) {
        return differences.stream().filter(each -> each.concerns(version)).map(Difference::reason).findFirst()
                .orElse(null);
    }

    /** {@return whether a statement {@code op} is in it, however deep} */
    boolean uses(String op) {
        return uses(body, op);
    }

    private static boolean uses(List<Statement> statements, String op) {
        return statements.stream()
                .anyMatch(each -> each.op().equals(op)
                        || each.blocks().stream().anyMatch(block -> uses(block, op)));
    }

    /** {@return the form in which it goes to the other interpreter} */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        if (needs != null) {
            String[] parts = needs.split("\\.");
            json.put("needs", List.of(Integer.valueOf(parts[0]), Integer.valueOf(parts[1])));
        }
        if (outside) {
            json.put("outside", true);
        }
        json.put("body", Statement.toJson(body));
        return json;
    }
}
