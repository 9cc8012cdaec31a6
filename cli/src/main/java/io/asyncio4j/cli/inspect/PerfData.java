package io.asyncio4j.cli.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a JVM of HotSpot tells of itself in a file that any tool of the same user may read, as {@code jps} does. */
/*
 * HotSpot's PerfData, version 2: a prologue, then entries. Each begins with its length and says where its name and its value
 * are. Only texts are of interest here; they are written once, when the JVM starts.
 */
final class PerfData {

    private static final int MAGIC = 0xcafec0c0;
    private static final int PLACE_OF_ORDER = 4;
    private static final int PLACE_OF_VERSION = 5;
    private static final int PLACE_OF_FIRST = 24;
    private static final int VERSION = 2;
    private static final int MOST_BYTES = 1 << 20;

    private PerfData() {}

    /** {@return the texts that process {@code pid} tells, by their names; null if it tells nothing} */
    static @Nullable Map<String, String> of(long pid) {
        for (Path folder : folders(pid)) {
            Path file = folder.resolve(Long.toString(pid));
            try {
                if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
                    return read(Files.readAllBytes(file));
                }
            } catch (IOException | RuntimeException e) {
                // it has just ended, or is of another kind: nothing is known then
            }
        }
        return null;
    }

    // on Linux it is /tmp whatever the JVM's own folder for temporary files
    private static Set<Path> folders(long pid) {
        String user = ProcessHandle.of(pid).flatMap(process -> process.info().user())
                .orElse(System.getProperty("user.name"));
        var folders = new LinkedHashSet<Path>();
        for (String folder : new String[] {"/tmp", System.getProperty("java.io.tmpdir")}) {
            folders.add(Path.of(folder, "hsperfdata_" + user.substring(user.lastIndexOf('\\') + 1)));
        }
        return folders;
    }

    /** {@return the texts in {@code bytes}; null if it is of another form} */
    static @Nullable Map<String, String> read(byte[] bytes) {
        var data = ByteBuffer.wrap(bytes);
        if (data.getInt(0) != MAGIC || data.get(PLACE_OF_VERSION) != VERSION) {
            return null;
        }
        data.order(data.get(PLACE_OF_ORDER) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        var texts = new HashMap<String, String>();
        int at = data.getInt(PLACE_OF_FIRST);
        for (int left = data.getInt(PLACE_OF_FIRST + 4); left > 0; left--) {
            int length = data.getInt(at);
            int isVector = data.getInt(at + 8);
            if (data.get(at + 12) == 'B' && isVector > 0) {
                texts.put(text(bytes, at + data.getInt(at + 4), at + length),
                        text(bytes, at + data.getInt(at + 16), at + length));
            }
            at += length;
        }
        return texts;
    }

    // up to a zero
    private static String text(byte[] bytes, int from, int mostTo) {
        int to = from;
        while (to < mostTo && bytes[to] != 0) {
            to++;
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
