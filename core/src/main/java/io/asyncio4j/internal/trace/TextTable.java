package io.asyncio4j.internal.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The texts that events name by number: each text once, and when there are too many, the newest only. Whoever holds the
 * loop adds, any thread reads.
 */
final class TextTable {

    /** What stands for no text. */
    static final int NONE = 0;

    private static final int LONGEST = 4_000;
    private static final int MOST_TEXTS = 1 << 16;
    private static final long MOST_CHARS = 1 << 23;

    private record Entry(int id, String text) {}

    // any thread: written with release
    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(MOST_TEXTS);

    // loop-confined
    private final Map<String, Integer> ids = new HashMap<>();
    private int last = NONE;
    private long chars;

    // any thread, volatile: the first one that is still there
    private volatile int oldest = 1;

    /** {@return the number of {@code text}, cut if it is very long} */
    int idOf(String text) {
        Integer known = ids.get(text);
        return known != null ? known : add(text.length() <= LONGEST ? text : cut(text));
    }

    private static String cut(String text) {
        return text.substring(0, LONGEST - 3) + "...";
    }

    private int add(String text) {
        Integer known = ids.get(text); // it may be another one, cut
        if (known != null) {
            return known;
        }
        while (last - oldest + 1 >= MOST_TEXTS || chars + text.length() > MOST_CHARS && oldest <= last) {
            forgetOldest();
        }
        int id = ++last;
        entries.setRelease(id & MOST_TEXTS - 1, new Entry(id, text));
        ids.put(text, id);
        chars += text.length();
        return id;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void forgetOldest() {
        int at = oldest & MOST_TEXTS - 1;
        Entry entry = entries.getPlain(at);
        if (entry != null) {
            ids.remove(entry.text());
            chars -= entry.text().length();
            entries.setRelease(at, null);
        }
        oldest++;
    }

    /** Says whether {@code id} still stands for its text. */
    boolean knows(int id) {
        return id >= oldest;
    }

    /** {@return the text of {@code id}, or null if it is not there any more} Any thread may ask. */
    @Nullable
    String text(int id) {
        Entry entry = entries.getAcquire(id & MOST_TEXTS - 1);
        return entry != null && entry.id() == id ? entry.text() : null;
    }

    /** {@return how many are not there any more} */
    int forgotten() {
        return oldest - 1;
    }
}
