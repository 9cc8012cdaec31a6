package io.asyncio4j.internal.trace;

import io.asyncio4j.inspect.LoopProfile;
import io.asyncio4j.inspect.LoopProfile.Stack;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Stacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts where a loop is found, again and again: by kind of task, and by stack. */
final class ProfileCounts extends HoldSampler {

    static final int MOST_PER_SECOND = 1_000;
    private static final int MOST_STACKS = 10_000;
    private static final int MOST_FRAMES = 200;
    private static final int TRIES = 3;
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private record Key(String task, List<String> frames) {}

    private final int perSecond;
    private final Consumer<ProfileCounts> onExpiry;
    private final long begin = System.nanoTime();

    // guarded by this
    private final Map<Key, Long> counts = new HashMap<>();
    private long samples;
    private long idle;
    private long between;
    private long lost;

    ProfileCounts(LoopCore loop, int perSecond, long limitNanos, Consumer<ProfileCounts> onExpiry) {
        super(loop, periodNanos(perSecond), limitNanos);
        this.perSecond = perSecond;
        this.onExpiry = onExpiry;
    }

    private static long periodNanos(int perSecond) {
        if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
            throw new IllegalArgumentException(
                    "a profile takes from 1 to " + MOST_PER_SECOND + " samples a second, got " + perSecond);
        }
        return TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    @Override
    synchronized void look(long now) {
        samples++;
        if (isIdle()) {
            idle++;
            return;
        }
        Held any = null;
        for (int i = 0; i < TRIES; i++) {
            long step = steps();
            Held held = heldNow();
            if (held != null && isStill(held, step)) {
                count(held);
                return;
            }
            any = held != null ? held : any;
        }
        if (any != null) { // its step was over while it was looked at: it is where its task was, or will go on
            count(any);
        } else {
            between++;
        }
    }

    private @Nullable Held heldNow() {
        try {
            return seen();
        } catch (RuntimeException e) {
            return null; // it has gone on meanwhile
        }
    }

    private void count(Held held) {
        count(new Key(held.task() == null ? held.culprit().text() : kindOf(held.task()),
                frames(held.culprit().frames())));
    }

    private void count(Key key) {
        Long known = counts.get(key);
        if (known != null) {
            counts.put(key, known + 1);
        } else if (counts.size() < MOST_STACKS) {
            counts.put(key, 1L);
        } else {
            lost++;
        }
    }

    /** {@return what tasks of its kind have in common}: their name without numbers, or without a name the coroutine */
    static String kindOf(TaskImpl<?> task) {
        String name = task.nameGiven();
        return name == null ? Bodies.nameOf(task.getCoro()) : DIGITS.matcher(name).replaceAll("#");
    }

    private static List<String> frames(List<StackTraceElement> oldestFirst) {
        return oldestFirst.subList(Math.max(0, oldestFirst.size() - MOST_FRAMES), oldestFirst.size()).stream()
                .map(Stacks::shortForm).toList();
    }

    @Override
    void expired() {
        onExpiry.accept(this);
    }

    synchronized long samples() {
        return samples;
    }

    synchronized long found() {
        return samples - idle - between;
    }

    synchronized LoopProfile result() {
        var stacks = new ArrayList<Stack>();
        counts.forEach((key, count) -> stacks.add(new Stack(key.task(), key.frames(), count)));
        stacks.sort((a, b) -> Long.compare(b.samples(), a.samples()));
        return new LoopProfile(loop.name(), perSecond,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), samples, idle, between, lost,
                stacks);
    }
}
