package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Runner;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Statements about runners, several loops and threads. */
final class OutsideStatements {

    private final Execution run;
    private final Interpreter interpreter;
    private final Set<String> closed = new HashSet<>();

    OutsideStatements(Execution run, Interpreter interpreter) {
        this.run = run;
        this.interpreter = interpreter;
    }

    /** Runs {@code s} if it is one of these. */
    boolean run(Statement s) throws Exception {
        String of = s.string("of");
        Loops loops = run.loops();
        switch (s.op()) {
            case "runner" -> run.put(s.string("var"), loops.createRunner());
            case "loop" -> run.put(s.string("var"), loops.create());
            case "run" -> runMain(s, run.get(of, Runner.class));
            case "complete" -> {
                EventLoop loop = run.get(of, EventLoop.class);
                drive("complete " + of, () -> loop,
                        () -> returned(loop.runUntilComplete(run.taskBody(s.body()))));
            }
            case "until" -> {
                EventLoop loop = run.get(of, EventLoop.class);
                drive("until " + s.string("done"), () -> loop, () -> {
                    Future<?> done = run.get(s.string("done"), Future.class);
                    return returned(loop.runUntilComplete(done));
                });
            }
            case "forever" -> {
                EventLoop loop = loops.of(run.get(of, Object.class));
                drive("forever " + of, () -> loop, () -> {
                    loop.runForever();
                    return "done";
                });
            }
            case "close" -> {
                if (s.has("of")) {
                    close(of, run.get(of, Object.class));
                } else {
                    run.loop().close();
                }
            }
            case "on" ->
                    loops.within(loops.of(run.get(of, Object.class)), false,
                            () -> interpreter.result(s.body()));
            case "turns" -> turn(run.loop(), 1, s.number("times", 0));
            case "thread" ->
                    loops.elsewhere(s.has("ms") ? Duration.ofMillis(s.number("ms", 0)) : null,
                            () -> thread(s.body()));
            case "submit" -> {
                EventLoop loop =
                        s.has("to") ? loops.of(run.get(s.string("to"), Object.class)) : run.loop();
                run.put(s.string("var"), Asyncio.runCoroutineThreadsafe(run.taskBody(s.body()), loop));
                run.say("submitted " + s.string("var"));
            }
            case "outcome" ->
                    run.say("outcome " + of + " > " + outcome(run.get(of, CompletableFuture.class)));
            case "wrap" -> {
                CompletableFuture<?> job = run.get(of, CompletableFuture.class);
                run.put(s.string("var"), Asyncio.wrapFuture(job));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private String returned(@Nullable Object value) {
        return "returned " + run.show(value);
    }

    private void runMain(Statement s, Runner runner) throws Exception {
        Context context = s.has("context") ? run.get(s.string("context"), Context.class) : null;
        drive("run " + s.string("of"), () -> run.loops().of(runner),
                () -> returned(runner.run(context, run.taskBody(s.body()))));
    }

    /** Lets a loop run, and writes what comes of it. */
    private void drive(String what, Callable<@Nullable EventLoop> of, Callable<String> use) {
        String outcome;
        try {
            EventLoop loop = of.call();
            outcome = run.loops().within(loop, true, () -> outcome(use));
        } catch (Throwable e) {
            outcome = "raised " + Failures.text(e);
        }
        run.say(what + " > " + outcome);
    }

    private String outcome(Callable<String> use) throws Exception {
        try {
            return use.call();
        } catch (Failures.Deadlock e) {
            return "a deadlock" + (run.loop().isClosed() ? "" : " of " + run.pendingNames());
        }
    }

    private void close(String name, Object target) {
        closed.add(name);
        drive("close " + name, () -> run.loops().existing(target), () -> {
            if (target instanceof Runner runner) {
                runner.close();
            } else {
                ((EventLoop) target).close();
            }
            return "done";
        });
    }

    /** Closes the runners that a program has left. */
    void closeRunners(Map<String, Object> variables) {
        List.copyOf(variables.entrySet()).forEach(entry -> {
            if (entry.getValue() instanceof Runner runner && !closed.contains(entry.getKey())) {
                close(entry.getKey(), runner);
            }
        });
    }

    private void turn(EventLoop loop, int number, int last) {
        loop.callSoon(() -> {
            run.say("turn " + number);
            if (number < last) {
                turn(loop, number + 1, last);
            }
        });
    }

    private void thread(List<Statement> block) {
        try {
            interpreter.result(block);
        } catch (Exception e) {
            run.say("the thread raised " + Failures.text(e));
        }
    }

    private String outcome(CompletableFuture<?> job) {
        return switch (job.state()) {
            case RUNNING -> "pending";
            case CANCELLED -> "cancelled";
            case FAILED -> "raised " + Failures.text(job.exceptionNow());
            case SUCCESS -> returned(job.resultNow());
        };
    }
}
