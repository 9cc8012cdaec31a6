package io.asyncio4j.cli.inspect;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tasks that have ended as a table in plain text, with columns for times if any were measured. */
final class EndedTable {

    private static final String GAP = "  ";
    private static final String NONE = "-";

    private EndedTable() {}

    static String of(List<EndedTask> ended) {
        boolean measured = ended.stream().anyMatch(task -> task.steps() != null);
        var rows = new ArrayList<List<String>>();
        var header =
                new ArrayList<>(List.of("ended id", "task name", "coroutine", "ended with", "cancelled by"));
        if (measured) {
            header.addAll(List.of("lived", "ran", "steps"));
        }
        rows.add(header);
        for (EndedTask task : ended) {
            var row = new ArrayList<>(List.of(Long.toString(task.id()), PrintableText.of(task.name()),
                    PrintableText.of(task.coroutine()), PrintableText.of(endOf(task)),
                    PrintableText.of(cancelOf(task))));
            if (measured) {
                row.addAll(List.of(millis(task.livedMillis()), millis(task.ranMillis()),
                        task.steps() == null ? NONE : task.steps().toString()));
            }
            rows.add(row);
        }
        int[] widths = new int[header.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return String.join(System.lineSeparator(), rows.stream().map(row -> line(row, widths)).toList());
    }

    private static String endOf(EndedTask task) {
        return task.exception().isEmpty() ? task.outcome() : task.exception();
    }

    private static String cancelOf(EndedTask task) {
        return task.cancelledBy().isEmpty() ? NONE
                : task.cancelledBy() + (task.cancelMessage().isEmpty() ? "" : ": " + task.cancelMessage());
    }

    private static String millis(@Nullable Double millis) {
        return millis == null ? NONE : String.format(Locale.ROOT, "%.3f ms", millis);
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + GAP.length());
        }
        return line.toString().stripTrailing();
    }
}
