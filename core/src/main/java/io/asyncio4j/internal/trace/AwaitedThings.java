package io.asyncio4j.internal.trace;

import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tasks wait for, by texts that stay the same, such as {@code Lock 'db'} or, without a name, {@code Lock #2}; and how
 * many items are in those that hold some. Loop-confined.
 */
/*
 * A text of somebody's class is asked once for each thing, never once an event. Things are told apart until there are too
 * many: a thousand connections with a lock each would fill the table of texts. They are kept until the log is stopped.
 */
final class AwaitedThings {

    private static final int MOST = 1_000;
    private static final int MOST_WITH_ITEMS = 64;
    private static final int LONGEST_NAME = 100;
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Something that holds items, and how many when somebody looked last. */
    private static final class Holder {
        private final WaitedFor known;
        private final String label;
        private int items = -1;

        Holder(WaitedFor known, String label) {
            this.known = known;
            this.label = label;
        }

        int items() {
            try {
                return known.items();
            } catch (RuntimeException e) {
                return items;
            }
        }
    }

    /** Takes how many items there are. */
    interface Taker {
        void take(int items, int text);
    }

    private final TextTable texts;
    private final IdentityHashMap<Object, String> labels = new IdentityHashMap<>();
    private final Map<String, Integer> unnamed = new HashMap<>();
    private final List<Holder> holders = new ArrayList<>();
    private long nextLook = Long.MIN_VALUE;

    AwaitedThings(TextTable texts) {
        this.texts = texts;
    }

    /** {@return the number of the text for what {@code awaited} stands for} */
    int idOf(FutureImpl<?> awaited) {
        if (awaited instanceof Sleep) {
            return texts.idOf("sleep");
        }
        String label = labelOrNull(awaited);
        return texts.idOf(label == null ? awaited.kind() : label);
    }

    /** Notes what a task waits for that waited before there was a log. */
    void note(@Nullable FutureImpl<?> awaited) {
        if (awaited != null) {
            labelOrNull(awaited);
        }
    }

    // It is asked what classes of anybody's say.
    private @Nullable String labelOrNull(FutureImpl<?> awaited) {
        WaitedFor known = awaited.waitedFor();
        try {
            return known == null ? null : label(known);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private String label(WaitedFor known) {
        Object thing = known.object();
        if (known.waiters() == 0) { // nobody else can be in line for it
            return known.kind();
        }
        String label = labels.get(thing);
        return label != null ? label : labels.size() < MOST ? add(known, thing) : known.kind();
    }

    private String add(WaitedFor known, Object thing) {
        String type = type(known);
        String name = known.name();
        String label = name.isEmpty() ? type + " #" + unnamed.merge(type, 1, Integer::sum)
                : type + " '"
                        + (name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...")
                        + "'";
        labels.put(thing, label);
        if (known.items() >= 0 && holders.size() < MOST_WITH_ITEMS) {
            holders.add(new Holder(known, label));
        }
        return label;
    }

    private static String type(WaitedFor known) {
        String text = known.text();
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Looks how many items there are, if it is time to, and tells what has changed. */
    void lookAtItems(long now, Taker taker) {
        if (holders.isEmpty() || now < nextLook) {
            return;
        }
        nextLook = now + BETWEEN_LOOKS;
        for (Holder holder : holders) {
            int items = holder.items();
            if (items != holder.items) {
                holder.items = items;
                taker.take(items, texts.idOf(holder.label));
            }
        }
    }
}
