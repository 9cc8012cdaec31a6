package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.inspect.CallGraph;
import io.asyncio4j.Context;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Statements about tasks, coroutines, futures and their callbacks. */
final class TaskStatements {

    private final Execution run;
    private final Interpreter interpreter;
    private final Map<String, Consumer<Future<?>>> callbacks = new HashMap<>();

    TaskStatements(Execution run, Interpreter interpreter) {
        this.run = run;
        this.interpreter = interpreter;
    }

    /** Runs {@code s} if it is one of these. */
    boolean run(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "sleep" -> {
                Duration time = Duration.ofMillis(s.number("ms", 0));
                if (s.has("text")) {
                    run.say("slept " + s.number("ms", 0) + " > " + Asyncio.sleep(time, s.string("text")));
                } else {
                    Asyncio.sleep(time);
                    run.say("slept " + s.number("ms", 0));
                }
            }
            case "spawn" -> spawn(s);
            case "eager-tasks" ->
                    run.loop().setTaskFactory(s.string("switch").equals("on") ? TaskFactory.EAGER : null);
            case "coro" ->
                    run.putCoroutine(s.string("var"), s.body());
            case "awaitable" -> {
                Awaitable<@Nullable Object> plain = () -> interpreter.result(s.body());
                run.put(s.string("var"), plain);
            }
            case "coro-of" ->
                    run.say("coro-of " + of + " > "
                            + (run.get(of, Task.class).getCoro() == null ? "null" : "there"));
            case "await" ->
                    run.say("await " + of + " > " + run.show(run.awaited(of).await()));
            case "cancel" -> cancel(s);
            case "uncancel" -> run.say("uncancel > " + task(s).uncancel());
            case "cancelling" -> run.say("cancelling > " + task(s).cancelling());
            case "state" -> run.say("state " + of + " " + Execution.word(run.get(of, Future.class)));
            case "result" ->
                    run.say("result " + of + " > " + run.show(run.get(of, Future.class).result()));
            case "exception" ->
                    run.say("exception " + of + " > "
                            + run.show(run.get(of, Future.class).exception()));
            case "repr" -> run.say("repr " + of + ": " + repr(run.get(of, Future.class)));
            case "current" -> {
                Task<?> current = Asyncio.currentTask(run.loop());
                run.say("current " + (current == null ? "null" : Execution.shown(current)));
            }
            case "tasks" ->
                    run.say(("tasks " + Execution.names(new ArrayList<>(Asyncio.allTasks(run.loop()))))
                            .stripTrailing());
            case "graph" -> graph(s.has("of") ? run.get(of, Future.class) : null, of);
            case "rename" -> run.get(of, Task.class).setName(s.string("name"));
            case "future" -> run.put(s.string("var"), run.loop().createFuture());
            case "foreign" -> run.put(s.string("var"), EventLoop.create().createFuture());
            case "set" -> set(s);
            case "fail" -> {
                run.get(of, Promise.class).setException(Failures.make(s.string("kind"), s.string("text")));
                run.say("fail " + of);
            }
            case "callback" -> addCallback(s);
            case "uncallback" -> removeCallback(s);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void graph(@Nullable Future<?> future, String name) {
        if (future != null && future.done()) {
            run.say("graph " + name + " done"); // CPython forgets the waiters one turn later
        } else {
            run.say("graph " + CallGraphShape.of(
                    future == null ? CallGraph.formatCallGraph() : CallGraph.formatCallGraph(future)));
        }
    }

    private void spawn(Statement s) throws Exception {
        String name = s.string("var");
        TaskOptions options = TaskOptions.named(name);
        if (s.string("start").equals("eager")) {
            options = options.eager();
        }
        if (s.has("context")) {
            options = options.withContext(run.get(s.string("context"), Context.class));
        }
        Coroutine<@Nullable Object> body = run.taskBody(s.body());
        Task<?> task;
        if (s.has("in")) {
            task = run.get(s.string("in"), TaskGroup.class).<@Nullable Object>createTask(options, body);
        } else if (s.has("start")) {
            task = run.loop().<@Nullable Object>newTask(body, options);
        } else {
            task = run.loop().<@Nullable Object>createTask(options, body);
        }
        run.put(name, task);
        run.say("spawned " + name + " " + Execution.word(task));
    }

    private void cancel(Statement s) throws Exception {
        String of = s.string("of");
        switch (run.get(of, Object.class)) {
            case Handle handle -> {
                handle.cancel();
                run.say("cancel " + of);
            }
            case TaskGroup group -> {
                group.cancel();
                run.say("cancel " + of);
            }
            case CompletableFuture<?> job -> run.say("cancel " + of + " > " + job.cancel(true));
            case Future<?> future ->
                    run.say("cancel " + of + " > " + future.cancel(s.has("text") ? s.string("text") : null));
            default -> throw new IllegalStateException(of);
        }
    }

    private Task<?> task(Statement s) throws Exception {
        return s.has("of") ? run.get(s.string("of"), Task.class)
                : Objects.requireNonNull(Asyncio.currentTask(run.loop()));
    }

    private static String repr(Future<?> future) {
        String text = future.toString();
        String line = text.split(" ")[1].replaceAll("[:>]", ""); // behind a colon is what CPython does not say
        if (future instanceof Task<?> task) {
            line += " name=" + Execution.shown(task);
        }
        return line + (!future.done() && text.contains("wait_for=<") ? " waits" : "");
    }

    @SuppressWarnings("unchecked") // the results of scenarios are texts
    private void set(Statement s) throws Exception {
        String of = s.string("of");
        if (run.get(of, Object.class) instanceof Event event) {
            event.set();
        } else {
            Promise<@Nullable Object> promise = run.get(of, Promise.class);
            promise.setResult(s.has("text") ? s.string("text") : null);
        }
        run.say("set " + of);
    }

    private void addCallback(Statement s) throws Exception {
        String of = s.string("of");
        String label = s.string("label");
        Future<?> future = run.get(of, Future.class);
        future.addDoneCallback(callbacks.computeIfAbsent(of + " " + label, key -> done -> {
            run.say("callback " + label + " of " + of + " " + Execution.word(done));
            run(s, this);
        }));
    }

    private static void run(Statement s, TaskStatements statements) {
        try {
            statements.interpreter.result(s.body());
        } catch (Exception e) {
            throw Interpreter.raise(e);
        }
    }

    private void removeCallback(Statement s) throws Exception {
        String of = s.string("of");
        Future<?> future = run.get(of, Future.class);
        Consumer<Future<?>> callback = callbacks.get(of + " " + s.string("label"));
        run.say("uncallback " + s.string("label") + " of " + of + " > "
                + (callback == null ? 0 : future.removeDoneCallback(callback)));
    }
}
