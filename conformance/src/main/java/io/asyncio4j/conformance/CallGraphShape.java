package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the text of a call graph says of who waits for whom, in the one form that both languages can show. */
final class CallGraphShape {

    private static final Pattern NODE =
            Pattern.compile("( *)\\* (?:Task\\(name='(.*)', id=(\\w+)\\)|(\\w+)\\().*");
    private static final int INDENT = 4;

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, Set<String>> waiters = new LinkedHashMap<>();
    private final List<String> path = new ArrayList<>();

    private CallGraphShape() {}

    /** {@return the graph without frames and numbers}: {@code a < (b < (main), c)}. */
    static String of(String text) {
        var shape = new CallGraphShape();
        text.lines().forEach(shape::read);
        return shape.path.isEmpty() ? "nothing" : shape.shown(shape.path.getFirst(), Set.of());
    }

    private void read(String line) {
        Matcher node = NODE.matcher(line);
        if (!node.matches()) {
            return;
        }
        boolean isTask = node.group(3) != null;
        String key = isTask ? node.group(3) : node.group(4);
        int depth = node.group(1).length() / INDENT;
        names.put(key, isTask ? node.group(2).replaceFirst("^Task-\\d+$", "Task") : "future");
        path.subList(depth, path.size()).clear();
        path.add(key);
        waiters.computeIfAbsent(key, missing -> new LinkedHashSet<>());
        if (depth > 0) {
            waitersOf(path.get(depth - 1)).add(key);
        }
    }

    private Set<String> waitersOf(String key) {
        return Objects.requireNonNull(waiters.get(key));
    }

    private String shown(String key, Set<String> below) {
        if (below.contains(key)) {
            return names.get(key) + " again";
        }
        var path = new LinkedHashSet<>(below);
        path.add(key);
        String above = waitersOf(key).stream().map(waiter -> shown(waiter, path)).sorted()
                .collect(Collectors.joining(", "));
        return names.get(key) + (above.isEmpty() ? "" : " < (" + above + ")");
    }
}
