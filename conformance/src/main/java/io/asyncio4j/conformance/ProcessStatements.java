package io.asyncio4j.conformance;

import static io.asyncio4j.process.Processes.createSubprocessExec;
import static io.asyncio4j.process.Processes.createSubprocessShell;

import io.asyncio4j.net.Connection;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Statements about subprocesses, which are real ones. The counterpart of {@code processes.py}. */
final class ProcessStatements {

    private final Execution run;
    private final Interpreter interpreter;

    ProcessStatements(Execution run, Interpreter interpreter) {
        this.run = run;
        this.interpreter = interpreter;
    }

    /** Runs {@code s} if it is one of these. */
    boolean run(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "exec" -> {
                String[] words = s.string("command").split(" +");
                started(s, createSubprocessExec(options(s), words[0],
                        Arrays.copyOfRange(words, 1, words.length)));
            }
            case "shell" -> started(s, createSubprocessShell(options(s), s.string("command")));
            case "pipes" -> run.put(s.string("var"), new Connection(
                    Objects.requireNonNull(process(s).stdout()), Objects.requireNonNull(process(s).stdin())));
            case "errors" -> run.put(s.string("var"), new Connection(
                    Objects.requireNonNull(process(s).stderr()), Objects.requireNonNull(process(s).stdin())));
            case "communicate" -> {
                Output output = process(s).communicate(input(s));
                run.say("communicate " + of + " > " + StreamStatements.shown(output.stdout()) + " "
                        + StreamStatements.shown(output.stderr()));
            }
            case "wait-process" -> run.say("wait-process " + of + " > " + process(s).waitFor());
            case "return-code" ->
                    run.say("return-code " + of + " > " + run.show(process(s).returnCode()));
            default -> {
                return signal(s);
            }
        }
        return true;
    }

    private boolean signal(Statement s) throws Exception {
        switch (s.op()) {
            case "terminate" -> process(s).terminate();
            case "kill" -> process(s).kill();
            case "signal" -> process(s).sendSignal(s.number("number", 0));
            default -> {
                return false;
            }
        }
        run.say(s.op() + " " + s.string("of"));
        return true;
    }

    /** Runs the block of {@code quiet}. */
    Interpreter.@Nullable Returned quiet(Statement s, @Nullable Throwable handled) throws Exception {
        run.loops().setChildren(false);
        try {
            return interpreter.block(s.body(), handled);
        } finally {
            run.loops().setChildren(true);
        }
    }

    private ProcessOptions options(Statement s) {
        run.loops().setChildren(true);
        return ProcessOptions.PIPES.withStdin(redirect(s.string("stdin")))
                .withStdout(redirect(s.string("stdout")))
                .withStderr(redirect(s.string("stderr")));
    }

    private static Redirect redirect(String word) {
        return switch (word) {
            case "devnull" -> Redirect.DEVNULL;
            case "stdout" -> Redirect.STDOUT;
            default -> Redirect.PIPE;
        };
    }

    private void started(Statement s, Process process) {
        run.put(s.string("var"), process);
        run.say("started " + s.string("var"));
    }

    private Process process(Statement s) throws Failures.Failure {
        return run.get(s.string("of"), Process.class);
    }

    private static byte @Nullable [] input(Statement s) {
        if (s.has("bytes")) {
            var bytes = new byte[s.number("bytes", 0)];
            Arrays.fill(bytes, (byte) 'x');
            return bytes;
        }
        return s.has("text") ? StreamStatements.bytes(s.string("text")) : null;
    }
}
