package io.asyncio4j.conformance;

import io.asyncio4j.AsCompleted;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.Block;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Future;
import io.asyncio4j.RaceResult;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.Timeout;
import io.asyncio4j.WaitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements that put tasks together: gather, wait, limits, groups. */
final class CombinatorStatements {

    private final Execution run;
    private final Interpreter interpreter;
    // the two iterators of a stream, by its name
    private final Map<String, Iterator<? extends Awaitable<?>>> results = new HashMap<>();

    CombinatorStatements(Execution run, Interpreter interpreter) {
        this.run = run;
        this.interpreter = interpreter;
    }

    /** Runs {@code s} if it is one of these. */
    boolean run(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "gather" -> run.put(s.string("var"), Asyncio.gather(all(s)));
            case "gather-outcomes" -> run.put(s.string("var"), Asyncio.gatherOutcomes(all(s)));
            case "shield" -> run.put(s.string("var"), Asyncio.shield(run.awaitable(of)));
            case "ensure" -> run.put(s.string("var"), Asyncio.ensureFuture(run.awaitable(of)));
            case "wait" -> waitForAll(s);
            case "wait-for" ->
                    run.say("wait-for " + of + " > " + shown(Asyncio.waitFor(run.awaitable(of), time(s))));
            case "as-completed" -> {
                AsCompleted<?> stream = Asyncio.asCompleted(all(s), time(s));
                run.put(s.string("var"), stream);
                results.put(s.string("var"), stream.iterator());
            }
            case "next" -> next(of);
            case "next-future" -> nextFuture(of);
            case "reschedule" -> {
                run.get(of, Timeout.class).reschedule(time(s));
                run.say("reschedule " + of);
            }
            case "expired" -> {
                Timeout timeout = run.get(of, Timeout.class);
                Duration when = timeout.when();
                run.say("expired " + of + " > " + timeout.expired() + " when "
                        + (when == null ? "null" : when.toMillis()));
            }
            case "make-timeout" -> run.put(s.string("var"), Timeout.after(time(s)));
            case "make-group" -> run.put(s.string("var"), new TaskGroup());
            case "race" -> race(s);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Duration time(Statement s) {
        return s.has("ms") ? Duration.ofMillis(s.number("ms", 0)) : null;
    }

    private List<Awaitable<@Nullable Object>> all(Statement s) throws Exception {
        var found = new LinkedHashMap<String, Awaitable<@Nullable Object>>();
        for (String name : new LinkedHashSet<>(s.names("of"))) {
            found.put(name, run.awaitable(name));
        }
        var all = new ArrayList<Awaitable<@Nullable Object>>();
        for (String name : s.names("of")) {
            all.add(Objects.requireNonNull(found.get(name)));
        }
        return all;
    }

    private String shown(@Nullable Object value) {
        return run.show(value);
    }

    private void waitForAll(Statement s) throws Exception {
        var futures = new ArrayList<Future<?>>();
        for (String name : s.names("of")) {
            futures.add(run.get(name, Future.class));
        }
        ReturnWhen until = switch (s.string("until")) {
            case "first-completed" -> ReturnWhen.FIRST_COMPLETED;
            case "first-exception" -> ReturnWhen.FIRST_EXCEPTION;
            default -> ReturnWhen.ALL_COMPLETED;
        };
        WaitResult<Future<?>> result = Asyncio.wait(futures, time(s), until);
        var done = new LinkedHashSet<String>();
        var pending = new LinkedHashSet<String>();
        for (String name : s.names("of")) {
            (result.done().contains(run.get(name, Future.class)) ? done : pending).add(name);
        }
        run.say("wait > done [" + String.join(" ", done) + "] pending [" + String.join(" ", pending) + "]");
    }

    private void next(String of) throws Exception {
        run.get(of, AsCompleted.class);
        Iterator<? extends Awaitable<?>> iterator = Objects.requireNonNull(results.get(of));
        run.say("next " + of + " > " + (iterator.hasNext() ? shown(iterator.next().await()) : "over"));
    }

    private void nextFuture(String of) throws Exception {
        Iterator<?> futures = run.get(of, AsCompleted.class).futures().iterator();
        if (!futures.hasNext()) {
            run.say("next-future " + of + " > over");
            return;
        }
        var future = (Future<?>) futures.next();
        run.say("next-future " + of + " > " + run.nameOf(future) + " " + Execution.word(future));
    }

    private void race(Statement s) {
        List<Coroutine<@Nullable Object>> contestants = s.body().stream()
                .<Coroutine<@Nullable Object>>map(contestant -> () -> interpreter.result(contestant.body()))
                .toList();
        RaceResult<@Nullable Object> result = Asyncio.staggeredRace(contestants, time(s));
        run.say("race > " + shown(result.result()) + " " + result.winnerIndex() + " "
                + result.exceptions().stream().map(run::show)
                        .collect(Collectors.joining(", ", "[", "]")));
    }

    /** Runs the block of a limit or a group. */
    Interpreter.@Nullable Returned within(Statement s, @Nullable Throwable handled) throws Exception {
        String name = s.has("of") ? s.string("of") : s.string("var");
        if (!s.has("of")) {
            run.put(name, switch (s.op()) {
                case "group" -> new TaskGroup();
                case "timeout" -> Timeout.after(time(s));
                default -> Timeout.at(time(s));
            });
        }
        if (run.get(name, Object.class) instanceof TaskGroup group) {
            Interpreter.Returned result =
                    group.run((Block<TaskGroup, Interpreter.@Nullable Returned>) g -> interpreter
                            .block(s.body(), handled));
            run.say("left " + name);
            return result;
        }
        Timeout timeout = run.get(name, Timeout.class);
        Interpreter.Returned result =
                timeout.run((Block<Timeout, Interpreter.@Nullable Returned>) t -> interpreter.block(s.body(),
                        handled));
        run.say("left " + name + " " + (timeout.expired() ? "expired" : "in time"));
        return result;
    }
}
