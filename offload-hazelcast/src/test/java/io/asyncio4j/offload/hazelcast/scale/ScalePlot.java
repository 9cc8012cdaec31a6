package io.asyncio4j.offload.hazelcast.scale;

import java.util.List;
import java.util.Locale;

/** Chunks of primes a second, a bar for each side. */
final class ScalePlot {

    private static final int WIDTH = 640;
    private static final int LEFT = 150;
    private static final int ROW = 30;

    private ScalePlot() {}

    static String svg(List<Figures> all) {
        double most = all.stream().mapToDouble(Figures::primes).max().orElse(1);
        var svg = new StringBuilder();
        svg.append(
                String.format(Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                                + " font-family=\"sans-serif\" font-size=\"13\">%n",
                        WIDTH, 40 + ROW * all.size()));
        svg.append(
                "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"10\" y=\"22\">Chunks of primes a second,"
                        + " more is better</text>\n");
        for (int i = 0; i < all.size(); i++) {
            Figures figures = all.get(i);
            double length = figures.primes() / most * (WIDTH - LEFT - 70);
            int y = 36 + i * ROW;
            svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                    LEFT - 8, y + 16,
                    figures.side()));
            svg.append(String.format(Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"22\" fill=\"%s\"/>%n", LEFT, y,
                    length, figures.side().startsWith("Python") ? "#9aa7b4" : "#2f6fa8"));
            svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%.1f</text>%n",
                    LEFT + length + 6, y + 16,
                    figures.primes()));
        }
        return svg.append("</svg>\n").toString();
    }
}
