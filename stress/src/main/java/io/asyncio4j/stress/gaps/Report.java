package io.asyncio4j.stress.gaps;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What a report has found: the gaps, and figures for each room. */
abstract class Report {

    final List<Gap> gaps = new ArrayList<>();

    /** By room: how many there are, and of them how many are left out. */
    static final class Count {

        int all;
        int missed;

        void add(int missed, int covered) {
            this.missed += missed;
            all += missed + covered;
        }

        /** Rounded down, so that nothing but 100 says 100. */
        @Override
        public String toString() {
            return all == 0 ? "none" : "%d of %d (%.1f %%)".formatted(all - missed, all, percent());
        }

        double percent() {
            return all == 0 ? 100 : Math.floor(1000.0 * (all - missed) / all) / 10;
        }
    }

    /** A line of figures for each room. */
    abstract List<String> figures();

    static Count of(Map<String, Count> counts, String room) {
        return counts.computeIfAbsent(room, _ -> new Count());
    }

    static Map<String, Count> counts() {
        return new TreeMap<>();
    }

    /** The folder's last name: {@code kernel} for {@code io/asyncio4j/internal/kernel}. */
    static String room(String folder) {
        return folder.substring(folder.lastIndexOf('/') + 1);
    }

    static Element parse(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setEntityResolver((_, _) -> new InputSource(new StringReader(""))); // its DTD is not beside it
            return builder.parse(in).getDocumentElement();
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(file + " is no report: " + e.getMessage(), e);
        }
    }

    static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent();
    }

    static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
