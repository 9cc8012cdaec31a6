package io.asyncio4j.monitor.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The page's own files, which are in this jar: these and no others can be asked for. */
final class Assets {

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("/index.html", "text/html; charset=utf-8"),
            Map.entry("/style.css", STYLE),
            Map.entry("/app.js", SCRIPT),
            Map.entry("/api.js", SCRIPT),
            Map.entry("/dom.js", SCRIPT),
            Map.entry("/start.js", SCRIPT),
            Map.entry("/loop.js", SCRIPT),
            Map.entry("/curves.js", SCRIPT),
            Map.entry("/tasks.js", SCRIPT),
            Map.entry("/task.js", SCRIPT),
            Map.entry("/graph.js", SCRIPT),
            Map.entry("/source.js", SCRIPT),
            Map.entry("/timelines.js", SCRIPT),
            Map.entry("/slow.js", SCRIPT),
            Map.entry("/theme.js", SCRIPT),
            Map.entry("/things.js", SCRIPT),
            Map.entry("/ended.js", SCRIPT),
            Map.entry("/vendor/uPlot.iife.min.js", SCRIPT),
            Map.entry("/vendor/uPlot.min.css", STYLE),
            Map.entry("/vendor/dagre.min.js", SCRIPT),
            Map.entry("/icon.svg", "image/svg+xml"));

    private static final Map<String, byte[]> LOADED = new ConcurrentHashMap<>();

    private Assets() {}

    /** {@return the type of the file under {@code path}, or null if there is none} */
    static @Nullable String typeOf(String path) {
        return TYPES.get(path);
    }

    /** {@return the file under {@code path}, which has a type} */
    static byte[] load(String path) {
        return LOADED.computeIfAbsent(path, Assets::read);
    }

    private static byte[] read(String path) {
        try (InputStream in = Assets.class.getResourceAsStream(path.substring(1))) {
            if (in == null) {
                throw new IllegalStateException("the jar of the monitor lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
