package io.asyncio4j.monitor.internal.timeline;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes timelines as a page that needs nothing else: no network, no other file. */
final class TimelinePage {

    private TimelinePage() {}

    private static List<String> scripts() {
        return List.of("timeline-model.js", "timeline-view.js", "timeline.js");
    }

    /** {@return the Content-Security-Policy that its pages ask for}: their own scripts, and nothing else from anywhere */
    static String policy() {
        var hashes = new StringBuilder();
        for (String name : scripts()) {
            hashes.append(hashes.isEmpty() ? "" : " ")
                    .append(Page.hash(Page.resource(TimelinePage.class, name)));
        }
        return "default-src 'none'; script-src " + hashes + "; style-src "
                + Page.hash(Page.resource(TimelinePage.class, "timeline.css"))
                + "; base-uri 'none'; form-action 'none'";
    }

    /**
     * Writes the page.
     *
     * @param title what it is about, as text
     */
    static void write(List<Timeline> timelines, Map<Timeline, List<Flag>> flags, String title, Writer out)
            throws IOException {
        var scripts = new StringBuilder();
        for (String name : scripts()) {
            scripts.append("<script>").append(Page.resource(TimelinePage.class, name)).append("</script>\n");
        }
        String page = Page.resource(TimelinePage.class, "timeline.html").replace("${policy}", policy())
                .replace("${style}", Page.resource(TimelinePage.class, "timeline.css"))
                .replace("${scripts}", scripts);
        String[] parts = page.split(Pattern.quote("${data}"), -1);
        out.write(parts[0].replace("${title}", Page.escaped(title)));
        TimelineData.write(timelines, flags, title, out);
        out.write(parts[1]);
    }
}
