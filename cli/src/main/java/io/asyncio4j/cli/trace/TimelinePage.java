package io.asyncio4j.cli.trace;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes timelines as a page that needs nothing else: no network, no other file. */
public final class TimelinePage {

    private static final String[] SCRIPTS = {"timeline-model.js", "timeline-view.js", "timeline.js"};

    private TimelinePage() {}

    /**
     * Writes the page.
     *
     * @param title what it is about, as text
     */
    static void write(List<Timeline> timelines, Map<Timeline, List<Flag>> flags, String title, Writer out)
            throws IOException {
        String template = Page.resource(TimelinePage.class, "timeline.html");
        String style = Page.resource(TimelinePage.class, "timeline.css");
        var hashes = new StringBuilder();
        var scripts = new StringBuilder();
        for (String name : SCRIPTS) {
            String script = Page.resource(TimelinePage.class, name);
            hashes.append(hashes.isEmpty() ? "" : " ").append(Page.hash(script));
            scripts.append("<script>").append(script).append("</script>\n");
        }
        String page = template.replace("${policy}",
                "default-src 'none'; script-src " + hashes + "; style-src " + Page.hash(style)
                        + "; base-uri 'none'; form-action 'none'")
                .replace("${style}", style)
                .replace("${scripts}", scripts);
        String[] parts = page.split(Pattern.quote("${data}"), -1);
        out.write(parts[0].replace("${title}", Page.escaped(title)));
        TimelineData.write(timelines, flags, title, Page.jsonInScript(out));
        out.write(parts[1]);
    }
}
