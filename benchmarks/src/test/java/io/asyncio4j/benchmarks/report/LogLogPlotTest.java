package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.benchmarks.report.LogLogPlot.Line;
import io.asyncio4j.benchmarks.report.LogLogPlot.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class LogLogPlotTest {

    @Test
    void svg_isWellFormed_whateverTheNamesAre() throws Exception {
        Document svg = parse(new LogLogPlot("a < b & \"c\"", "x", "y",
                List.of(new Line("<&>", 0, List.of(new Point(10, 5), new Point(1_000, 50))))));

        assertThat(svg.getDocumentElement().getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
        assertThat(texts(svg)).contains("a < b & \"c\"", "<&>", "10", "100", "1,000");
    }

    @Test
    void axes_areWholeDecades_andLinesGoAcrossThem() throws Exception {
        Document svg = parse(new LogLogPlot("t", "x", "y",
                List.of(new Line("line", 1,
                        List.of(new Point(10, 1), new Point(100, 10), new Point(1_000, 100))))));

        var line = paths(svg, "line c1").getFirst();
        assertThat(line.getAttribute("d")).isEqualTo("M70.0 380.0 L345.0 215.0 L620.0 50.0");
        assertThat(paths(svg, "grid")).hasSize(6);
    }

    @Test
    void namesOfLinesThatEndTogether_areMovedApart() throws Exception {
        var end = List.of(new Point(10, 100), new Point(100, 100));
        Document svg = parse(new LogLogPlot("t", "x", "y",
                List.of(new Line("one", 0, end), new Line("two", 1, end), new Line("three", 2, end))));

        var heights = new ArrayList<Double>();
        var all = svg.getElementsByTagName("text");
        for (int i = 0; i < all.getLength(); i++) {
            var text = (Element) all.item(i);
            if (text.getAttribute("class").startsWith("f")) {
                heights.add(Double.valueOf(text.getAttribute("y")));
            }
        }
        assertThat(heights).hasSize(3).isSorted();
        assertThat(heights.get(1) - heights.get(0)).isGreaterThanOrEqualTo(16);
        assertThat(heights.get(2) - heights.get(1)).isGreaterThanOrEqualTo(16);
    }

    @Test
    void noLines_isAnEmptyPlot() throws Exception {
        assertThat(texts(parse(new LogLogPlot("t", "x", "y", List.of())))).containsExactly("t");
    }

    @Test
    void colours_followTheReadersChoice() {
        assertThat(new LogLogPlot("t", "x", "y", List.of()).svg())
                .contains("@media (prefers-color-scheme: dark)").contains("class=\"page\"");
    }

    private static Document parse(LogLogPlot plot) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(plot.svg())));
    }

    private static List<String> texts(Document svg) {
        var texts = new ArrayList<String>();
        var all = svg.getElementsByTagName("text");
        for (int i = 0; i < all.getLength(); i++) {
            texts.add(all.item(i).getTextContent());
        }
        return texts;
    }

    private static List<Element> paths(Document svg, String type) {
        var paths = new ArrayList<Element>();
        var all = svg.getElementsByTagName("path");
        for (int i = 0; i < all.getLength(); i++) {
            var path = (Element) all.item(i);
            if (path.getAttribute("class").equals(type)) {
                paths.add(path);
            }
        }
        return paths;
    }
}
