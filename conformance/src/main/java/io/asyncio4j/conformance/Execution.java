package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Future;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Outcome;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of a scenario on asyncio4j, by its public API alone. The counterpart of {@code interpreter.py}. */
final class Execution {

    private static final int LONGEST_TRACE = 20_000;

    private final Scenario scenario;
    private final Loops loops;
    private final List<String> trace = new ArrayList<>();
    private final Map<String, Object> variables = new LinkedHashMap<>(); // the first of several names counts
    // so that nothing depends on the garbage collector
    private final List<Object> kept = new ArrayList<>();
    private final Set<String> inUse = new HashSet<>();
    private final Set<String> running = new HashSet<>();
    private final Interpreter interpreter = new Interpreter(this);
    private boolean over;

    private Execution(Scenario scenario, EventLoopBuilder.Threads threads) {
        this.scenario = scenario;
        this.loops = new Loops(threads, scenario.uses("thread") || StreamStatements.areIn(scenario),
                (where, context) -> report(context));
    }

    /** {@return the trace of {@code scenario}} */
    static List<String> trace(Scenario scenario, EventLoopBuilder.Threads threads) {
        return new Execution(scenario, threads).run();
    }

    /** {@return the loop that statements are about} */
    EventLoop loop() {
        return loops.current();
    }

    Loops loops() {
        return loops;
    }

    // Variables.

    void put(String name, Object value) {
        variables.put(name, value);
        kept.add(value);
    }

    <V> V get(String name, Class<V> type) throws Failures.Failure {
        Object value = variables.get(name);
        if (value == null) {
            throw new Failures.Failure("no " + name + " yet");
        }
        return type.cast(value);
    }

    /**
     * {@return what is called {@code name}} A coroutine is nobody else's until it has ended: in CPython two tasks would
     * tear it apart.
     */
    @SuppressWarnings("unchecked") // the results of scenarios are anything
    Awaitable<@Nullable Object> awaitable(String name) throws Failures.Failure {
        Awaitable<@Nullable Object> value = get(name, Awaitable.class);
        if (value instanceof Coroutine<?> && !inUse.add(name)) {
            throw new Failures.Failure(name + " is in use");
        }
        return value;
    }

    /** {@return what is called {@code name}, to be awaited in place}: a running coroutine is refused by itself. */
    @SuppressWarnings("unchecked") // the results of scenarios are anything
    Awaitable<@Nullable Object> awaited(String name) throws Failures.Failure {
        return running.contains(name) ? get(name, Awaitable.class) : awaitable(name);
    }

    /** Makes a coroutine. */
    void putCoroutine(String name, List<Statement> block) {
        inUse.remove(name);
        running.remove(name);
        put(name, Coroutine.of(name, () -> {
            running.add(name);
            try {
                return interpreter.result(block);
            } finally {
                running.remove(name);
                inUse.remove(name);
            }
        }));
    }

    String nameOf(Object value) {
        return variables.entrySet().stream().filter(entry -> entry.getValue() == value).map(Map.Entry::getKey)
                .findFirst().orElseGet(() -> value instanceof Task<?> task ? shown(task) : "?");
    }

    // The trace.

    void say(String line) {
        EventLoop running = loops.running();
        if (over || (running != null && running.isClosed())) {
            return; // closing a loop ends what CPython lets lie
        }
        Task<?> task = running == null ? null : Asyncio.currentTask(running);
        String who = task != null ? shown(task) : loops.onThread() ? "thread" : "-";
        trace.add(loops.millis() + " " + who + ": " + line);
        if (trace.size() > LONGEST_TRACE) {
            over = true;
            throw new Failures.Deadlock();
        }
    }

    /** {@return the name of {@code task}, without the number that the library has given it} */
    static String shown(Task<?> task) {
        return task.getName().replaceFirst("^(Task-\\d+|server .*)$", "Task");
    }

    String show(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Future<?> future -> nameOf(future) + " " + word(future);
            case Throwable e -> Failures.text(e);
            case Outcome.Success<?>(Object result) -> show(result);
            case Outcome.Failure<?>(Throwable e) -> Failures.text(e);
            case List<?> list ->
                    list.stream().map(this::show).collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }

    void report(Map<String, Object> context) {
        String message = Objects.toString(context.get("message"), "");
        if (message.contains("never retrieved") || message.contains("destroyed")) {
            return; // when that is noticed depends on the garbage collector
        }
        String what = message.startsWith("Exception in callback") ? "callback"
                : message.contains("shielded future") ? "shield"
                : message.contains("shutdown") ? "shutdown"
                : message.contains("closing of asynchronous generator") ? "generator"
                : message.startsWith("TaskGroup task exception") ? "group"
                : message.startsWith("Unhandled error in exception handler") ? "handler" : message;
        Object exception = context.get("exception");
        say(("report " + what + " " + (exception == null ? "" : show(exception))).stripTrailing());
    }

    // Running.

    private List<String> run() {
        try {
            if (scenario.outside()) {
                runOutside();
            } else {
                runMain();
            }
        } finally {
            over = true;
            loops.closeAll();
        }
        return trace;
    }

    private void runMain() {
        EventLoop loop = loops.create();
        loops.enter(loop);
        Task<@Nullable Object> main =
                loop.createTask(TaskOptions.named("main"), taskBody(scenario.body()));
        put("main", main);
        runUntilDone(main, true);
        interpreter.streams().settle();
        clearUp();
    }

    private void runOutside() {
        try {
            interpreter.result(scenario.body());
        } catch (Throwable e) {
            say("the program raised " + Failures.text(e));
        }
        interpreter.outside().closeRunners(variables);
    }

    private void runUntilDone(Task<?> task, boolean isMain) {
        for (int i = 0; i < 50; i++) {
            try {
                Object value = loop().runUntilComplete(task);
                if (isMain) {
                    say("main returned " + show(value));
                }
                return;
            } catch (Failures.Deadlock e) {
                say("deadlock of " + pendingNames());
                return;
            } catch (LoopExit e) {
                say("exit " + Failures.text(e));
                if (task.done()) {
                    return;
                }
            } catch (Throwable e) {
                if (task.done()) {
                    say("main raised " + Failures.text(e));
                    return;
                }
                say("stopped");
            }
        }
        say("stopped too often");
    }

    private List<Task<?>> pending() {
        return Asyncio.allTasks(loop()).stream().filter(task -> !task.done() && isCounted(task))
                .<Task<?>>map(task -> task)
                .toList();
    }

    /** Says whether it is a task in asyncio, too: there servers accept connections without one. */
    private static boolean isCounted(Task<?> task) {
        return !task.getName().startsWith("accept at ");
    }

    /** Runs a task that writes nothing. */
    void finish(VoidCoroutine body) {
        runUntilDone(loop().createTask(TaskOptions.named("closing"), body), false);
    }

    String pendingNames() {
        List<Task<?>> pending = pending();
        return pending.isEmpty() ? "nobody" : names(pending);
    }

    static String names(List<? extends Task<?>> tasks) {
        return tasks.stream().filter(Execution::isCounted).map(Execution::shown).sorted()
                .collect(Collectors.joining(" "));
    }

    private void clearUp() {
        for (int i = 0; i < 3; i++) {
            List<Task<?>> left = pending();
            if (left.isEmpty()) {
                return;
            }
            say("clearing up " + names(left));
            if (interpreter.streams().areUsed()) { // the task of a connection is made in another turn than there
                left = left.stream().sorted(Comparator.comparing(Execution::shown)).toList();
            }
            left.forEach(Task::cancel);
            List<Task<?>> all = left;
            VoidCoroutine wait = () -> Asyncio.wait(all);
            Task<?> closing = loop().createTask(TaskOptions.named("closing"), wait);
            runUntilDone(closing, false);
            if (!closing.done()) {
                closing.cancel();
                try {
                    loop().runUntilComplete(closing);
                } catch (Failures.Deadlock | CancelledError | LoopExit e) {
                    // as it should be
                }
            }
        }
        say("gave up");
    }

    /** The code of a task, with its begin and its end in the trace. */
    Coroutine<@Nullable Object> taskBody(List<Statement> block) {
        return () -> {
            say("begin");
            Object value;
            try {
                value = interpreter.result(block);
            } catch (Throwable e) {
                say("end " + Failures.text(e));
                throw e;
            }
            say("end " + show(value));
            return value;
        };
    }

    static String word(Future<?> future) {
        return future.cancelled() ? "cancelled" : future.done() ? "done" : "pending";
    }
}
