package io.asyncio4j.monitor.internal.look;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are wanted, and in which order.
 *
 * @param sort {@code id}, {@code name}, {@code state}, {@code place}, {@code waiting}, {@code waiters} or {@code since}
 * @param filter a text that they have somewhere, in any case; empty for all
 * @param group by what they are put together: {@code name}, {@code place} or {@code state}; empty if they are not
 * @param key the only group that is wanted, which may be that of the tasks whose name is empty; null for all
 */
public record Selection(String sort, boolean descending, String filter, String group, @Nullable String key) {

    private static final Map<String, Comparator<TaskRow>> ORDERS = Map.of(
            "id", Comparator.comparingLong(TaskRow::id),
            "name", Comparator.comparing(TaskRow::name, Selection::natural),
            "state", Comparator.comparing(row -> row.task().state()),
            "place", Comparator.comparing(TaskRow::place),
            "waiting", Comparator.comparing(TaskRow::waiting, Selection::natural),
            "waiters", Comparator.comparingInt(row -> row.task().awaitedBy().size()),
            "since", Comparator.<TaskRow>comparingLong(TaskRow::sinceMillis).reversed());

    private static final Map<String, Function<TaskRow, String>> GROUPS = Map.of(
            "name", row -> pattern(row.name()),
            "place", TaskRow::place,
            "state", row -> row.task().state());

    /** Makes one. @throws IllegalArgumentException if there is no such column or group */
    public Selection {
        if (!ORDERS.containsKey(sort) || !(group.isEmpty() || GROUPS.containsKey(group))) {
            throw new IllegalArgumentException(
                    "tasks cannot be sorted by " + sort + " and grouped by " + group);
        }
        filter = filter.toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings("NullAway") // looked at by the constructor
    Comparator<TaskRow> order() {
        Comparator<TaskRow> order = ORDERS.get(sort);
        return (descending ? order.reversed() : order).thenComparingLong(TaskRow::id);
    }

    boolean takes(TaskRow row) {
        return (key == null || group.isEmpty() || groupOf(row).equals(key))
                && (filter.isEmpty() || row.contains(filter));
    }

    @SuppressWarnings("NullAway") // looked at by the constructor
    String groupOf(TaskRow row) {
        return GROUPS.get(group).apply(row);
    }

    /** {@return the name with {@code #} for each number in it, so that those of many workers are one} */
    static String pattern(String name) {
        var text = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isDigit(c)) {
                text.append(c);
            } else if (i == 0 || !isDigit(name.charAt(i - 1))) {
                text.append('#');
            }
        }
        return text.toString();
    }

    /** Compares as people do: {@code worker-9} before {@code worker-10}. */
    static int natural(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
                int endA = endOfNumber(a, i);
                int endB = endOfNumber(b, j);
                int fromA = skipZeros(a, i, endA);
                int fromB = skipZeros(b, j, endB);
                int order = Integer.compare(endA - fromA, endB - fromB);
                for (int k = 0; order == 0 && fromA + k < endA; k++) {
                    order = Character.compare(a.charAt(fromA + k), b.charAt(fromB + k));
                }
                if (order != 0) {
                    return order;
                }
                i = endA;
                j = endB;
            } else {
                int order = Character.compare(a.charAt(i++), b.charAt(j++));
                if (order != 0) {
                    return order;
                }
            }
        }
        int order = Integer.compare(a.length() - i, b.length() - j);
        return order != 0 ? order : a.compareTo(b);
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int skipZeros(String text, int from, int end) {
        int i = from;
        while (i < end - 1 && text.charAt(i) == '0') {
            i++;
        }
        return i;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
