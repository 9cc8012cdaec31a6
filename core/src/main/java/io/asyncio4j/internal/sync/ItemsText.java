package io.asyncio4j.internal.sync;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text form of the items of a queue: not too long, and whatever their own text forms do. */
public final class ItemsText {

    private static final int MOST_ITEMS = 10;
    private static final int LONGEST_ITEM = 60;

    // whether this thread is making such a text, since an item's text may contain its queue's
    private static final ThreadLocal<Boolean> IN_PROGRESS = new ThreadLocal<>();

    private ItemsText() {}

    public static String of(Items<?> items) {
        if (IN_PROGRESS.get() != null) {
            return "[...]";
        }
        // a copy: an item's text form may change the queue
        List<@Nullable Object> shown = new ArrayList<>(MOST_ITEMS);
        var iterator = items.iterator();
        while (shown.size() < MOST_ITEMS && iterator.hasNext()) {
            shown.add(iterator.next());
        }
        boolean cut = iterator.hasNext();
        IN_PROGRESS.set(true);
        try {
            var text = new StringBuilder("[");
            for (Object item : shown) {
                text.append(text.length() > 1 ? ", " : "").append(one(item));
            }
            return text.append(cut ? ", ...]" : "]").toString();
        } finally {
            IN_PROGRESS.remove();
        }
    }

    private static String one(@Nullable Object item) {
        String text;
        try {
            text = item instanceof CharSequence ? "'" + item + "'" : "" + item; // its text may be null
        } catch (Throwable e) { // it must not hide the queue's state
            text = "<toString of an item failed: " + e.getClass().getName() + ">";
        }
        return text.length() <= LONGEST_ITEM ? text : text.substring(0, LONGEST_ITEM - 3) + "...";
    }
}
