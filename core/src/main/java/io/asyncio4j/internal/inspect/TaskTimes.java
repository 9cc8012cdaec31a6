package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import io.asyncio4j.internal.watch.Observers;
import io.asyncio4j.spi.LoopObserver;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long tasks lived and ran and how often: an observer, while somebody wants that. */
/*
 * What is measured of a task is here from its creation on, by its number, and for as long after its end as the loop may
 * remember that. A task that was there before is not measured at all: half a life would be a wrong answer.
 */
final class TaskTimes implements LoopObserver {

    private static final PerLoop<TaskTimes> OF_LOOP = PerLoop.of(TaskTimes::new);

    /** What is known of one task. */
    static final class Times {

        private final long created;
        private long ended;
        private long ran;
        private long steps;

        private Times(long created) {
            this.created = created;
        }

        long livedNanos() {
            return ended - created;
        }

        long ranNanos() {
            return ran;
        }

        long steps() {
            return steps;
        }
    }

    /** A step that has begun; of a callback, and of a task that is not measured, without times. */
    private static final class Open {

        private @Nullable Times times;
        private long since;

        Open(@Nullable Times times, long since) {
            this.times = times;
            this.since = since;
        }

        void pause(long now) {
            if (times != null) {
                times.ran += now - since;
            }
        }
    }

    // fixed
    private final LoopCore loop;
    private final Object switching = new Object();

    // guarded by this, since other threads read the ended ones
    private boolean on;
    private final Map<Long, Times> alive = new HashMap<>();
    private final Map<Long, Times> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Times> eldest) {
            return size() > EndedTask.MOST;
        }
    };
    private final ArrayDeque<Open> open = new ArrayDeque<>(4);

    private TaskTimes(LoopCore loop) {
        this.loop = loop;
    }

    static TaskTimes of(LoopCore loop) {
        return OF_LOOP.of(loop);
    }

    static @Nullable TaskTimes ifPresent(LoopCore loop) {
        return OF_LOOP.ifPresent(loop);
    }

    synchronized boolean isOn() {
        return on;
    }

    void set(boolean wanted) {
        synchronized (switching) { // two who switch at a time shall not leave it on without its observer
            synchronized (this) {
                if (on == wanted) {
                    return;
                }
                on = wanted;
                alive.clear();
                open.clear();
            }
            if (wanted) {
                Observers.of(loop).add(this);
            } else {
                Observers.of(loop).remove(this);
            }
        }
    }

    /** {@return what was measured of the task with number {@code id}, which has ended; null if nothing was} */
    synchronized @Nullable Times ofEnded(long id) {
        return ended.get(id);
    }

    // What the loop tells.

    @Override
    public synchronized void taskCreated(ObservedTask task) {
        alive.put(task.id(), new Times(System.nanoTime()));
    }

    @Override
    public synchronized void stepBegins(Step step) {
        long now = System.nanoTime();
        Open outer = open.peek();
        if (outer != null) {
            outer.pause(now);
        }
        Times times = step instanceof ObservedTask task ? alive.get(task.id()) : null;
        if (times != null) {
            times.steps++;
        }
        open.push(new Open(times, now));
    }

    @Override
    public synchronized void stepEnds(Step step) {
        Open inner = open.poll();
        if (inner == null) {
            return; // it had begun before
        }
        long now = System.nanoTime();
        inner.pause(now);
        Open outer = open.peek();
        if (outer != null) {
            outer.since = now;
        }
    }

    @Override
    public synchronized void taskEnded(ObservedTask task) {
        Times times = alive.remove(task.id());
        if (times == null) {
            return;
        }
        long now = System.nanoTime();
        Open running = open.peek();
        if (running != null && running.times == times) {
            running.pause(now);
            running.times = null;
        }
        times.ended = now;
        ended.put(task.id(), times);
    }

    @Override
    public synchronized void runEnds() {
        open.clear();
    }
}
