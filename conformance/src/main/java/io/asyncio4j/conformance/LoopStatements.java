package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Handle;
import io.asyncio4j.Runner;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Statements about the loop, its callbacks and its reports, and about context variables. */
final class LoopStatements {

    private final Execution run;
    private final Interpreter interpreter;

    LoopStatements(Execution run, Interpreter interpreter) {
        this.run = run;
        this.interpreter = interpreter;
    }

    /** Runs {@code s} if it is one of these. */
    boolean run(Statement s) throws Exception {
        Duration time = Duration.ofMillis(s.number("ms", 0));
        switch (s.op()) {
            case "soon" -> keep(s, run.loop().callSoon(callback(s)));
            case "threadsafe" -> keep(s, run.loop().callSoonThreadsafe(callback(s)));
            case "later" -> keep(s, run.loop().callLater(time, callback(s)));
            case "at" -> keep(s, run.loop().callAt(time, callback(s)));
            case "stop" ->
                    (s.has("of") ? run.get(s.string("of"), EventLoop.class) : run.loop()).stop();
            case "handler" ->
                    setHandler(s.string("mode"),
                            s.has("of") ? run.get(s.string("of"), ContextVar.class) : null);
            case "loop-state" ->
                    run.say("loop " + (run.loop().isRunning() ? "runs" : "rests")
                            + (run.loop().isClosed() ? " closed" : ""));
            case "closed-loop" -> useClosedLoop();
            case "run-nested" -> runNested(s.string("which"));
            case "context" -> run.put(s.string("var"), Context.copyCurrent());
            case "same-context" ->
                    run.say("same-context " + s.string("of") + " > " + (run.get(s.string("of"), Task.class)
                            .getContext() == run.get(s.string("context"), Context.class)));
            case "report" -> run.loop().callExceptionHandler(Map.of("message", s.string("text")));
            case "ticker" -> ticker(s);
            case "var" -> run.put(s.string("var"), ContextVar.of(s.string("var"), "unset"));
            case "setvar" -> setVariable(s);
            case "getvar" ->
                    run.say(s.string("of") + " = " + run.get(s.string("of"), ContextVar.class).get());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void keep(Statement s, Handle handle) {
        if (s.has("var")) {
            run.put(s.string("var"), handle);
        }
    }

    private Runnable callback(Statement s) {
        return () -> {
            try {
                interpreter.result(s.body());
            } catch (Exception e) {
                throw Interpreter.raise(e);
            }
        };
    }

    private void setHandler(String mode, @Nullable ContextVar<?> variable) {
        run.loop().setExceptionHandler((where, context) -> {
            if (mode.equals("normal")) {
                run.report(context);
                if (variable != null) {
                    run.say("handler sees " + variable.get());
                }
            } else if (!String.valueOf(context.get("message")).contains("never retrieved")) {
                run.say("the handler fails");
                throw Interpreter.raise(Failures.make(mode.equals("broken") ? "Error" : "Fatal", "handler"));
            }
        });
    }

    private void useClosedLoop() {
        EventLoop closed = EventLoop.builder().poller(new MillisecondClock(false)).build();
        closed.close();
        closed.close();
        Coroutine<String> never = () -> "never";
        tell("callSoon", () -> closed.callSoon(() -> {}));
        tell("callLater", () -> closed.callLater(Duration.ZERO, () -> {}));
        tell("callAt", () -> closed.callAt(Duration.ZERO, () -> {}));
        tell("callSoonThreadsafe", () -> closed.callSoonThreadsafe(() -> {}));
        tell("createTask", () -> closed.createTask(never));
        tell("runForever", closed::runForever);
        tell("runUntilComplete", () -> closed.runUntilComplete(never));
    }

    private void tell(String what, Runnable use) {
        try {
            use.run();
            run.say(what + " is allowed");
        } catch (RuntimeException e) {
            run.say(what + " " + Failures.text(e));
        }
    }

    private void runNested(String which) {
        Coroutine<String> never = () -> "never";
        switch (which) {
            case "same" -> run.loop().runUntilComplete(never);
            case "other" -> {
                try (EventLoop other = EventLoop.create()) {
                    other.runUntilComplete(never);
                }
            }
            case "run" -> Asyncio.run(never);
            default -> new Runner().run(never);
        }
    }

    private void ticker(Statement s) {
        VoidCoroutine ticks = () -> {
            for (int i = 1; i <= s.number("times", 0); i++) {
                Asyncio.sleep(Duration.ZERO);
                run.say("tick " + i);
            }
        };
        // as in Python, whatever the task factory
        run.put(
                s.string("var"),
                run.loop().newTask(
                        Coroutine.returningNull(ticks), TaskOptions.named(s.string("var"))));
    }

    @SuppressWarnings("unchecked") // all variables of scenarios are texts
    private void setVariable(Statement s) throws Exception {
        ContextVar<String> variable = run.get(s.string("of"), ContextVar.class);
        variable.set(s.string("text"));
    }
}
