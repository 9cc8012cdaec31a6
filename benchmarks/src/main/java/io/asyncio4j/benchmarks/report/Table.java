package io.asyncio4j.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of text in columns, for a terminal or as Markdown.
 *
 * @param header the titles of the columns
 * @param rows each as long as the header
 */
public record Table(List<String> header, List<List<String>> rows) {

    /** Says when a row is too short or too long. */
    public Table {
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "a row has " + row.size() + " cells, the header has " + header.size() + ": " + row);
            }
        }
    }

    /** {@return the table in aligned columns with a line under the header}; cells from the second on end on the right */
    public String plain() {
        int[] widths = widths();
        String line = IntStream.of(widths).mapToObj("-"::repeat).collect(Collectors.joining("  ")) + "\n";
        return plain(header, widths) + line
                + rows.stream().map(row -> plain(row, widths)).collect(Collectors.joining());
    }

    private int[] widths() {
        int[] widths = new int[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = header.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static String plain(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? cell + padding : "  " + padding + cell);
        }
        return line.toString().stripTrailing() + "\n";
    }

    /** {@return the table in Markdown}; columns from the second on are aligned on the right */
    public String markdown() {
        var text = new StringBuilder(markdown(header)).append("|---");
        text.append("|--:".repeat(header.size() - 1)).append("|\n");
        rows.forEach(row -> text.append(markdown(row)));
        return text.toString();
    }

    private static String markdown(List<String> row) {
        return row.stream().map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
