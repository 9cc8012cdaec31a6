package io.asyncio4j.testkit.internal.leak;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.OpenGenerators;
import io.asyncio4j.inspect.OpenResources;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Allowance.Kind;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.internal.look.Places;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a test has left behind on its loop, but for what it may. */
public final class Leaks {

    private final EventLoop loop;
    private final Places places;
    private final List<Allowance> allowances;
    private final Set<Long> owned = new HashSet<>();
    private final Set<Long> families = new HashSet<>();
    private final List<String> texts = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    // whether the loop is being closed, which makes it report what was looked at before
    private boolean closing;

    /** @param keepsPlaces whether to know where tasks were made */
    public Leaks(EventLoop loop, List<Allowance> allowances, boolean keepsPlaces) {
        this.loop = loop;
        this.allowances = allowances;
        this.places = new Places();
        if (keepsPlaces) {
            loop.addObserver(places);
        }
        loop.setExceptionHandler((_, entries) -> addReport(entries));
    }

    /** Lets {@code task} be pending. */
    public void own(Task<?> task) {
        owned.add(task.id());
    }

    /** Lets {@code task} be pending, and the tasks that it makes, and those that they make. */
    public void ownWithItsTasks(Task<?> task) {
        if (families.isEmpty()) {
            loop.addObserver(new LoopObserver() {
                @Override
                public void taskCreated(ObservedTask made) {
                    Task<?> maker = Asyncio.currentTask(loop);
                    if (maker != null && families.contains(maker.id())) {
                        families.add(made.id());
                    }
                }
            });
        }
        families.add(task.id());
    }

    private boolean isOwned(long task) {
        return owned.contains(task) || families.contains(task);
    }

    private boolean isAllowed(Kind kind, String... names) {
        for (Allowance allowance : allowances) {
            for (String name : names) {
                if (allowance.matches(kind, name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Looks at what is pending or open, before it is cleared away. */
    public void lookAtTasks() {
        closing = true;
        if (!Asyncio.allTasks(loop).isEmpty()) { // most runs leave none, and a snapshot takes its time
            for (TaskSnapshot task : LoopSnapshot.of(loop).tasks()) {
                if (!isOwned(task.id()) && !isAllowed(Kind.TASK, task.name(), task.coroutine())) {
                    texts.add(text(task));
                }
            }
        }
        for (String generator : OpenGenerators.of(loop)) {
            String name = generator.substring(generator.indexOf(' ') + 1, generator.indexOf('('));
            if (!isAllowed(Kind.GENERATOR, name)) {
                texts.add("* an asynchronous generator that has begun and was neither ended nor closed: "
                        + generator);
            }
        }
    }

    /** Looks at what is still open when all tasks have ended. What they have been closing is no leak. */
    public void lookAtResources() {
        for (String resource : OpenResources.of(loop)) {
            if (!isAllowed(Kind.RESOURCE, resource)) {
                texts.add("* " + resource + " was opened and not closed"
                        + "\n      Open it with try (...), which closes it, or allow it by its text.");
            }
        }
    }

    private String text(TaskSnapshot task) {
        var text = new StringBuilder("* task '" + task.name() + "' (" + task.coroutine() + ") is still "
                + task.state());
        String place = places.of(task.id());
        if (place != null) {
            text.append("; made at ").append(place);
        }
        task.stack().forEach(frame -> text.append("\n      at ").append(frame));
        return text.append(
                "\n      Await it, cancel it, start it with TestLoop.background, or allow it by its name.")
                .toString();
    }

    private void addReport(Map<String, Object> entries) {
        String message = String.valueOf(entries.get("message"));
        if (closing && message.startsWith("Task was destroyed")) {
            return; // told already, with more
        }
        Throwable failure = entries.get("exception") instanceof Throwable e ? e : null;
        if (failure != null
                && isAllowed(Kind.FAILURE, failure.getClass().getName(),
                        failure.getClass().getSimpleName())) {
            return;
        }
        addFailure(message, failure);
    }

    private void addFailure(String message, @Nullable Throwable failure) {
        texts.add("* " + message + (failure == null ? "" : ": " + failure));
        if (failure != null) {
            failures.add(failure);
        }
    }

    /** Notes that {@code step} has held the loop for longer than {@code limitMillis}. */
    void addHold(String step, long millis, long limitMillis, String stack) {
        texts.add("* " + step + " has held the loop for " + millis + " ms of real time, and the limit is "
                + limitMillis
                + " ms" + stack);
    }

    /** Notes that {@code place} has really slept, unless it or one of {@code names} is allowed to. */
    void addSleep(String place, long millis, String... names) {
        if (!isAllowed(Kind.SLEEP, names)) {
            texts.add("* Thread.sleep has really slept for about " + millis
                    + " ms, which virtual time would have saved, at\n      at " + place
                    + "\n      Await Asyncio.sleep in its place, or let the test have time = Timekeeping.REAL, or allow"
                    + " it by its method or task.");
        }
    }

    boolean mayHold(String... names) {
        return isAllowed(Kind.HOLD, names);
    }

    /** {@return the failure that they are, or null if there are none} */
    @Nullable
    public LeakError error() {
        return texts.isEmpty() ? null : new LeakError(texts, failures);
    }
}
