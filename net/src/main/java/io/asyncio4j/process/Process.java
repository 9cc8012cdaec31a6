package io.asyncio4j.process;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoneException;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Signal;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.process.Child;
import io.asyncio4j.net.internal.pipe.PipeInput;
import io.asyncio4j.net.internal.pipe.PipeOutput;
import io.asyncio4j.net.internal.process.StuckOutput;
import io.asyncio4j.spi.LoopResource;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subprocess. {@code try (process)} kills it with all that it has started, unless it has ended.
 *
 * <p>Closing the loop does that, too: no child outlives the loop that started it.
 *
 * <p><b>From CPython:</b> {@code asyncio.subprocess.Process}; {@code wait} is {@link #waitFor}, as in
 * {@link java.lang.Process}.
 */
@SuppressWarnings("AvoidCommonTypeNames") // asyncio's name; an import settles it
public final class Process implements LoopResource {

    private static final int TERM = 15;
    private static final int KILL = 9;
    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    // fixed
    private final EventLoop loop;
    private final Child child;
    private final @Nullable Connection stdin;
    private final @Nullable Connection stdout;
    private final @Nullable Connection stderr;
    private final StuckOutput stuckOutput;

    // loop-confined
    private final Set<Integer> sent = new HashSet<>();
    private @Nullable Integer returnCode;
    private boolean closed;
    private List<Promise<@Nullable Void>> waiting = new ArrayList<>(0);

    Process(EventLoop loop, Child child, ProcessOptions options) {
        this.loop = loop;
        this.child = child;
        this.stdin = options.stdin() == Redirect.PIPE
                ? Connection.over(new PipeOutput(child.process().getOutputStream(), "stdin of " + child),
                        options.limit())
                : null;
        this.stdout = output(child.stdout(), options);
        this.stderr = output(child.stderr(), options);
        this.stuckOutput = new StuckOutput(loop, child);
        loop.addResource(this);
        Asyncio.wrapFuture(child.exit()).addDoneCallback(exited -> {
            if (!exited.cancelled()) {
                ended(exited.result());
            }
        });
    }

    private static @Nullable Connection output(@Nullable PipeInput pipe, ProcessOptions options) {
        return pipe == null ? null : Connection.over(pipe, options.limit());
    }

    private void ended(int status) {
        int signal = status - SIGNALLED;
        returnCode = signal > 0 && sent.contains(signal) ? -signal : status;
        loop.removeResource(this);
        if (stdin != null) {
            stdin.close(); // nobody reads it any more
        }
        List<Promise<@Nullable Void>> woken = waiting;
        waiting = new ArrayList<>(0);
        for (Promise<@Nullable Void> promise : woken) {
            if (!promise.done()) {
                promise.setResult(null);
            }
        }
    }

    // Queries.

    /** {@return the number that the system knows it by} */
    public long pid() {
        return child.process().pid();
    }

    /** {@return the JDK's handle of it} */
    public ProcessHandle toHandle() {
        return child.process().toHandle();
    }

    /** {@return its standard input, or null if that is no pipe} */
    public @Nullable StreamWriter stdin() {
        return stdin == null ? null : stdin.writer();
    }

    /** {@return its standard output, or null if that is no pipe} */
    public @Nullable StreamReader stdout() {
        return stdout == null ? null : stdout.reader();
    }

    /** {@return its standard error, or null if that is no pipe} */
    public @Nullable StreamReader stderr() {
        return stderr == null ? null : stderr.reader();
    }

    /**
     * {@return its exit status, or null while it runs} -N stands for the signal N that has ended it, if it was sent by a
     * method of this object; the JDK does not tell another signal from the exit status 128 + N, which is returned then.
     */
    public @Nullable Integer returnCode() {
        return returnCode;
    }

    // Waiting.

    /**
     * Waits until it has ended, whoever still has its pipes open, and returns its {@link #returnCode}. A process that
     * fills a pipe which nobody reads never ends: use {@link #communicate}, or read. Debug mode says so after a second.
     *
     * <p><b>Cancellation:</b> the process goes on.
     */
    public int waitFor() {
        while (returnCode == null) {
            Promise<@Nullable Void> promise =
                    loop.createFuture(WaitedFor.of("process", () -> "end of process " + pid()));
            waiting.add(promise);
            stuckOutput.begin();
            try {
                promise.await();
            } finally {
                waiting.remove(promise);
                if (waiting.isEmpty()) {
                    stuckOutput.end();
                }
            }
        }
        return returnCode;
    }

    /** Reads all of its output and waits until it has ended. See {@link #communicate(byte[])}. */
    public Output communicate() throws IOException {
        return communicate(null);
    }

    /**
     * Writes {@code input} to its standard input and closes that, reads its outputs to their ends, all at the same time,
     * and waits until it has ended.
     *
     * <p>An output ends when all who have it open have closed it, which may be children of the process that go on when it
     * has ended; {@link #communicate(byte[], Duration)} does not wait for them for ever.
     *
     * <p><b>Cancellation:</b> the process is killed with all that it has started. What it has written before is not lost:
     * another call returns all of it.
     *
     * @param input null or nothing closes the standard input at once, if it is a pipe
     * @throws IllegalArgumentException if there is input, and standard input is no pipe
     */
    public Output communicate(byte @Nullable [] input) throws IOException {
        return communicate(input, null);
    }

    /**
     * The same, but when the process has ended, those of its children that have its pipes open hold this up for no longer
     * than {@code grace}. Then the pipes are closed, and whoever writes to one afterwards gets SIGPIPE or an error. See
     * {@link #communicate(byte[])}.
     *
     * @param grace how long to wait for the ends of its outputs when it has ended, long enough for what it has written last
     *     to be read; null for as long as it takes
     * @return what was written until then; {@link Output#isComplete} says whether that is all
     */
    public Output communicate(byte @Nullable [] input, @Nullable Duration grace) throws IOException {
        if (input != null && input.length > 0 && stdin == null) {
            throw new IllegalArgumentException(
                    "there is input for " + this + ", whose standard input is no pipe");
        }
        NetParts.ensure();
        try {
            List<Task<byte[]>> outputs = new ArrayList<>();
            boolean[] complete = {true};
            new TaskGroup(LoneException.UNWRAPPED).run((VoidBlock<TaskGroup>) group -> {
                List<Task<?>> all = new ArrayList<>();
                if (stdin != null) {
                    all.add(group.createTask(() -> feed(stdin.writer(), input)));
                }
                outputs.add(group.createTask(() -> readAll(stdout)));
                outputs.add(group.createTask(() -> readAll(stderr)));
                all.addAll(outputs);
                if (grace != null) {
                    waitFor();
                    Asyncio.wait(all, grace, ReturnWhen.ALL_COMPLETED);
                    complete[0] = outputs.stream().allMatch(Task::done);
                    cutOff();
                }
            });
            waitFor();
            return new Output(stdout == null ? null : outputs.get(0).result(),
                    stderr == null ? null : outputs.get(1).result(), complete[0]);
        } catch (CancelledError e) {
            killTree();
            throw e;
        }
    }

    private static void feed(StreamWriter stdin, byte @Nullable [] input) {
        try {
            if (input != null && !stdin.isClosing()) {
                stdin.write(input);
                stdin.drain();
            }
        } catch (IOException e) {
            // it does not read any more, and its output says why
        } finally {
            stdin.close();
        }
    }

    /** Ends its pipes, as far as that has not happened, though others may have them open. */
    private void cutOff() {
        if (stdin != null) {
            stdin.writer().abort();
        }
        for (PipeInput output : new PipeInput[] {child.stdout(), child.stderr()}) {
            if (output != null) {
                output.finish();
            }
        }
    }

    private static byte[] readAll(@Nullable Connection pipe) throws IOException {
        return pipe == null ? new byte[0] : pipe.reader().read();
    }

    // Signals.

    /**
     * Asks it to end (SIGTERM). Does nothing if it has ended.
     *
     * <p><b>From CPython:</b> {@code terminate}.
     */
    public void terminate() {
        if (isAlive()) {
            sent.add(TERM);
            child.terminate();
        }
    }

    /** Kills it (SIGKILL), and nobody else: what it has started goes on. Does nothing if it has ended. */
    public void kill() {
        if (isAlive()) {
            sent.add(KILL);
            child.kill();
        }
    }

    /**
     * Kills it and all that it has started and that still belongs to it: what has lost its parent does not. Nor is found
     * what is started in the very moment in which all of them are looked for and killed. Does nothing if it has ended: what
     * it has left running, perhaps with one of its pipes, goes on.
     */
    public void killTree() {
        if (isAlive()) {
            sent.add(KILL);
            child.killTree();
        }
    }

    /** Sends it a signal by name. See {@link #sendSignal(int)}. */
    public void sendSignal(Signal signal) throws IOException {
        sendSignal(signal.exitStatus() - SIGNALLED);
    }

    /**
     * Sends it the signal with a number. Does nothing if it has ended: no signal goes to a process that only has its
     * number.
     *
     * @param signal up to 64; 0 sends nothing
     * @throws IOException if the shell cannot be run, whose {@code kill} sends all but SIGTERM and SIGKILL, or may not send
     *     it
     * @throws IllegalArgumentException if there is no such signal
     */
    public void sendSignal(int signal) throws IOException {
        if (signal < 0 || signal > LAST_SIGNAL) { // a kill may take it for a number of processes, and end those
            throw new IllegalArgumentException("there is no signal " + signal);
        }
        switch (signal) {
            case TERM -> terminate();
            case KILL -> kill();
            default -> {
                if (isAlive()) {
                    sendByKill(signal);
                }
            }
        }
    }

    private void sendByKill(int signal) throws IOException {
        var options =
                new ProcessOptions(Redirect.DEVNULL, Redirect.DEVNULL, Redirect.DEVNULL, null, null, 1024);
        boolean isFirst = sent.add(signal); // now: its end may be known before the shell's
        int status;
        try {
            // the shell's own: not every system has the program
            status = Processes.createSubprocessShell(options, "kill -s " + signal + " " + pid()).waitFor();
        } catch (IOException e) {
            forget(signal, isFirst);
            throw e;
        }
        if (status != 0 && isAlive()) {
            forget(signal, isFirst);
            throw new IOException("signal " + signal + " could not be sent to " + this
                    + ": kill has ended with " + status);
        }
    }

    /** A signal has not been sent: an exit status that looks like it is one. */
    private void forget(int signal, boolean isFirst) {
        if (isFirst) {
            sent.remove(signal);
        }
    }

    /** {@return whether it may be sent a signal, for which there is stack then} The JDK would keep a lock for ever if there is not. */
    private boolean isAlive() {
        if (returnCode != null) {
            return false;
        }
        NetParts.ensure();
        return child.process().isAlive();
    }

    // Ending.

    /** Kills it with all that it has started, unless it has ended, and closes its pipes. */
    @Override
    public void close() {
        NetParts.ensure();
        closed = true;
        killTree();
        for (Connection pipe : new Connection[] {stdin, stdout, stderr}) {
            if (pipe != null) {
                pipe.writer().abort();
            }
        }
    }

    @Override
    public boolean isClosing() {
        return closed || !isAlive();
    }

    @Override
    public String toString() {
        return "<Process " + pid() + (returnCode == null ? "" : " returncode=" + returnCode) + ">";
    }
}
