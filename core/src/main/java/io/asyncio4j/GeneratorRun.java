package io.asyncio4j;

import io.asyncio4j.internal.thread.TaskThread;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one run of an {@link AsyncGenerator}'s code. It does not refer to the generator itself: when the program has lost
 * that, the run is closed.
 */
/*
 *   state      means                                   left by
 *   CREATED    nothing has run                         step(), close()
 *   RUNNING    a task is in the code                   yield, or the end of the code
 *   SUSPENDED  the code is at a yield, no task in it   step(), close()
 *   CLOSED     it has ended, or never will begin       never
 */
final class GeneratorRun<T extends @Nullable Object> {

    private enum State {
        CREATED,
        RUNNING,
        SUSPENDED,
        CLOSED
    }

    // fixed
    private final VoidBlock<? super AsyncGenerator.Out<T>> body;

    // loop-confined; loop, stack and collected are there while it has begun and not ended
    private State state = State.CREATED;
    private @Nullable EventLoop loop;
    private @Nullable SideStack stack;
    private Cleaner.@Nullable Cleanable collected;
    private boolean hasElement;
    private @Nullable T element;
    private @Nullable Throwable failure;
    // while close() waits for the code to end
    private boolean closing;

    // written by the loop, read by the thread that hears of collected objects
    private volatile boolean watched;

    GeneratorRun(VoidBlock<? super AsyncGenerator.Out<T>> body) {
        this.body = body;
    }

    /** Makes sure that an element is there, or says that there is none. The loop watches {@code generator}. */
    boolean hasNext(AsyncGenerator<T> generator) {
        return hasElement || step(generator);
    }

    @SuppressWarnings("NullAway") // handOver() has put a T there
    T take() {
        T taken = element;
        dropElement();
        return taken;
    }

    void close() {
        if (state == State.CREATED) {
            state = State.CLOSED;
        }
        if (state == State.CLOSED) {
            dropElement();
            return;
        }
        ensureNotRunning();
        SideStack stack = stackHere();
        closing = true;
        try {
            if (enter(stack)) {
                dropElement();
                throw new IllegalStateException(
                        this + " ignored GeneratorExit: it goes on to yield; let the error leave it");
            }
        } catch (GeneratorExit e) {
            // as it should
        } finally {
            closing = false;
        }
    }

    private void dropElement() {
        hasElement = false;
        element = null;
    }

    /** Lets the code run until it yields or ends. Says whether it has yielded. */
    private boolean step(AsyncGenerator<T> generator) {
        if (state == State.CLOSED) {
            return false;
        }
        ensureNotRunning();
        if (loop == null) {
            begin(EventLoop.running(), generator);
        }
        return enter(stackHere());
    }

    private void ensureNotRunning() {
        if (state == State.RUNNING) {
            throw new IllegalStateException(
                    this + " is already running; one task at a time can ask for its next element or close it");
        }
    }

    private void begin(EventLoop loop, AsyncGenerator<T> generator) {
        loop.taskThatAwaits();
        this.loop = loop;
        stack = new SideStack(loop, this::main);
        loop.generators.add(this);
        watched = true;
        collected = Collected.watch(generator, () -> {
            if (watched) {
                loop.callSoonThreadsafeUnlessClosed(this::closeSoon);
            }
        });
    }

    private SideStack stackHere() {
        EventLoop running = EventLoop.running();
        if (running != loop) {
            throw new IllegalStateException(this + " belongs to " + loop + ", and is used on " + running);
        }
        running.taskThatAwaits();
        return Objects.requireNonNull(stack);
    }

    private boolean enter(SideStack stack) {
        State before = state;
        state = State.RUNNING;
        try {
            stack.enter();
        } catch (Throwable e) { // the task cannot be suspended where it is, so it has not gone there
            state = before;
            if (before == State.CREATED) {
                forget();
            }
            throw e;
        }
        if (!stack.hasEnded()) {
            state = State.SUSPENDED;
            return true;
        }
        end();
        Throwable failure = this.failure;
        this.failure = null;
        if (failure != null) {
            throw Unchecked.rethrow(failure);
        }
        return false;
    }

    private void end() {
        state = State.CLOSED;
        dropElement();
        forget();
    }

    private void forget() {
        Objects.requireNonNull(loop).generators.remove(this);
        loop = null;
        stack = null;
        watched = false;
        Objects.requireNonNull(collected).clean();
    }

    /** Runs the code, on its stack. */
    private void main() {
        try {
            body.run(new AsyncGenerator.Out<>(this));
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Called by the code. */
    void handOver(T element) {
        SideStack stack = this.stack;
        if (stack == null || !stack.isHere()) {
            throw new IllegalStateException(
                    "yield is called outside of the code of " + this
                            + "; other tasks can hand elements to it in a Queue");
        }
        this.element = element;
        hasElement = true;
        try {
            stack.leave();
        } catch (Throwable e) { // it cannot be suspended where it is
            dropElement();
            throw e;
        }
        if (closing) {
            throw new GeneratorExit();
        }
    }

    // What a loop does with those that nobody has closed.

    /** Closes it in a task of its own: the program has lost the generator. */
    private void closeSoon() {
        EventLoop loop = this.loop;
        if (loop != null && state == State.SUSPENDED && !loop.isClosed()) {
            var closing = loop.newTask(new BodyWithoutResult(this::close), TaskOptions.DEFAULT);
            closing.isImplicit = true; // if the loop is closed first, that closes it
        }
    }

    /** Says whether the code waits at a yield, and no task is in it. */
    boolean isSuspended() {
        return state == State.SUSPENDED;
    }

    /** Closes all generators of the running loop that have begun, and reports what goes wrong. */
    static void closeAll(EventLoop loop) {
        if (loop.generators.isEmpty()) {
            return;
        }
        var left = List.copyOf(loop.generators);
        var closings = new ArrayList<Coroutine<@Nullable Void>>();
        left.forEach(run -> closings.add(new BodyWithoutResult(run::close)));
        Future<List<Outcome<@Nullable Void>>> gathered = GatheringFuture.of(closings, true);
        List<Outcome<@Nullable Void>> outcomes = gathered.await();
        for (int i = 0; i < left.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Failure<?>(Throwable e)
                    && !(e instanceof CancelledError)) {
                var entries = new LinkedHashMap<String, Object>();
                entries.put("message",
                        "an error occurred during closing of asynchronous generator " + left.get(i));
                entries.put("exception", e);
                entries.put("asyncgen", left.get(i));
                loop.errors.report(entries);
            }
        }
    }

    /** {@return where the task goes on that is in a generator's code on {@code thread} now; null if it is in none} */
    static @Nullable TaskThread outsideOf(EventLoop loop, TaskThread thread) {
        for (GeneratorRun<?> run : loop.generators) {
            TaskThread outside = Objects.requireNonNull(run.stack).outsideOf(thread);
            if (outside != null) {
                return outside;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "<AsyncGenerator " + Names.of(body) + "() " + state.name().toLowerCase(Locale.ROOT) + ">";
    }
}
