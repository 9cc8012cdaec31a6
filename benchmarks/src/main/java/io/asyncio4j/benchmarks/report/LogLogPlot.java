package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Lines over two logarithmic axes, as an SVG file that is readable on a light and on a dark page: it has a background
 * of its own, which follows the reader's choice.
 *
 * @param title above the plot
 * @param across what the horizontal axis is
 * @param up what the vertical axis is
 * @param lines each with a point at least
 */
public record LogLogPlot(String title, String across, String up, List<Line> lines) {

    /** A point; both numbers are greater than 0. */
    public record Point(double x, double y) {}

    /**
     * A line with its name at its end.
     *
     * @param colour which of the colours: the same number gives the same colour in every plot
     */
    public record Line(String name, int colour, List<Point> points) {}

    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;
    private static final int LEFT = 70;
    private static final int RIGHT = 620;
    private static final int TOP = 50;
    private static final int BOTTOM = 380;
    private static final int LABEL_HEIGHT = 16;

    // light page, dark page
    private static final String[][] COLOURS = {
        {"#c2410c", "#fb923c"}, {"#be185d", "#f472b6"}, {"#7e22ce", "#c084fc"}, {"#0f766e", "#2dd4bf"},
        {"#1d4ed8", "#60a5fa"}, {"#0e7490", "#67e8f9"}, {"#57606a", "#9aa4ae"}, {"#57606a", "#9aa4ae"}};

    /** {@return the whole file} */
    public String svg() {
        var svg = new StringBuilder();
        append(svg, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">
                <title>%s</title>
                <style>
                """, WIDTH, HEIGHT, WIDTH, HEIGHT, escape(title));
        appendStyle(svg);
        append(svg, """
                </style>
                <rect class="page" width="%d" height="%d"/>
                <text class="title" x="%d" y="26">%s</text>
                """, WIDTH, HEIGHT, LEFT, escape(title));
        if (lines.stream().anyMatch(line -> !line.points().isEmpty())) {
            int left = decade(all().mapToDouble(Point::x).min().orElseThrow(), false);
            int right = Math.max(left + 1, decade(all().mapToDouble(Point::x).max().orElseThrow(), true));
            int low = decade(all().mapToDouble(Point::y).min().orElseThrow(), false);
            int high = Math.max(low + 1, decade(all().mapToDouble(Point::y).max().orElseThrow(), true));
            appendGrid(svg, left, right, low, high);
            appendLines(svg, left, right, low, high);
        }
        return svg.append("</svg>\n").toString();
    }

    private Stream<Point> all() {
        return lines.stream().flatMap(line -> line.points().stream());
    }

    private static int decade(double value, boolean above) {
        double exponent = Math.log10(value);
        return (int) (above ? Math.ceil(exponent - 1e-9) : Math.floor(exponent + 1e-9));
    }

    private static void appendStyle(StringBuilder svg) {
        svg.append("text { font: 13px sans-serif; fill: #1f2328; }\n.title { font-weight: bold; }\n");
        svg.append(".page { fill: #ffffff; }\n.grid { stroke: #d8dee4; fill: none; }\n");
        svg.append(".line { fill: none; stroke-width: 2; }\n");
        appendColours(svg, 0);
        svg.append("@media (prefers-color-scheme: dark) {\n");
        svg.append("text { fill: #e6edf3; }\n.page { fill: #0d1117; }\n.grid { stroke: #30363d; }\n");
        appendColours(svg, 1);
        svg.append("}\n");
    }

    private static void appendColours(StringBuilder svg, int page) {
        for (int i = 0; i < COLOURS.length; i++) {
            append(svg, ".c%d { stroke: %s; }%n.f%d { fill: %s; }%n", i, COLOURS[i][page], i,
                    COLOURS[i][page]);
        }
    }

    private void appendGrid(StringBuilder svg, int left, int right, int low, int high) {
        for (int exponent = left; exponent <= right; exponent++) {
            double x = place(exponent, left, right, LEFT, RIGHT);
            append(svg, "<path class=\"grid\" d=\"M%.1f %d V%d\"/>%n", x, TOP, BOTTOM);
            append(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x, BOTTOM + 20,
                    power(exponent));
        }
        for (int exponent = low; exponent <= high; exponent++) {
            double y = place(exponent, low, high, BOTTOM, TOP);
            append(svg, "<path class=\"grid\" d=\"M%d %.1f H%d\"/>%n", LEFT, y, RIGHT);
            append(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT - 8, y + 4,
                    power(exponent));
        }
        append(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", (LEFT + RIGHT) / 2,
                HEIGHT - 18,
                escape(across));
        append(svg, "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (TOP + BOTTOM) / 2, escape(up));
    }

    private void appendLines(StringBuilder svg, int left, int right, int low, int high) {
        record Label(Line line, double y) {}
        var labels = new ArrayList<Label>();
        for (Line line : lines) {
            if (line.points().isEmpty()) {
                continue;
            }
            var path = new StringBuilder();
            double y = 0;
            for (Point point : line.points()) {
                double x = place(Math.log10(point.x()), left, right, LEFT, RIGHT);
                y = place(Math.log10(point.y()), low, high, BOTTOM, TOP);
                append(path, "%s%.1f %.1f", path.isEmpty() ? "M" : " L", x, y);
                append(svg, "<circle class=\"f%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n",
                        line.colour() % COLOURS.length, x, y);
            }
            append(svg, "<path class=\"line c%d\" d=\"%s\"/>%n", line.colour() % COLOURS.length, path);
            labels.add(new Label(line, y));
        }
        labels.sort(Comparator.comparingDouble(Label::y));
        double free = TOP;
        for (Label label : labels) {
            // names of lines that end close together are moved apart, downwards
            double y = Math.max(label.y() + 4, free);
            free = y + LABEL_HEIGHT;
            append(svg, "<text class=\"f%d\" x=\"%d\" y=\"%.1f\">%s</text>%n",
                    label.line().colour() % COLOURS.length, RIGHT + 10, y, escape(label.line().name()));
        }
    }

    private static double place(double value, double from, double to, double start, double end) {
        return start + (value - from) / (to - from) * (end - start);
    }

    private static String power(int exponent) {
        return exponent < 0 ? String.format(Locale.ROOT, "%s", Math.pow(10, exponent))
                : String.format(Locale.ROOT, "%,.0f", Math.pow(10, exponent));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    private static void append(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).replace("\r\n", "\n"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
