package io.asyncio4j.internal.generate;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import io.asyncio4j.internal.text.Collected;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.StackProbe;
import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
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
public final class GeneratorRun<T extends @Nullable Object> implements AsyncGenerator.Out<T> {

    // those of each loop that have begun and not ended; loop-confined
    private static final PerLoop<Set<GeneratorRun<?>>> OPEN = PerLoop.of(_ -> new LinkedHashSet<>(0));

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
    private @Nullable LoopCore loop;
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
    boolean hasNext(AsyncGeneratorImpl<T> generator) {
        return hasElement || step(generator);
    }

    @SuppressWarnings("NullAway") // handOver() has put a T there
    T take() {
        T taken = element;
        dropElement();
        return taken;
    }

    public void close() {
        if (state == State.CREATED) {
            state = State.CLOSED;
        }
        if (state == State.CLOSED) {
            dropElement();
            return;
        }
        ensureNotRunning();
        StackProbe.ensure();
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
    private boolean step(AsyncGeneratorImpl<T> generator) {
        if (state == State.CLOSED) {
            return false;
        }
        ensureNotRunning();
        if (loop == null) {
            begin(LoopCore.running(), generator);
        }
        return enter(stackHere());
    }

    private void ensureNotRunning() {
        if (state == State.RUNNING) {
            throw new IllegalStateException(
                    this + " is already running; one task at a time can ask for its next element or close it");
        }
    }

    private void begin(LoopCore loop, AsyncGeneratorImpl<T> generator) {
        loop.taskThatAwaits();
        StackProbe.ensure();
        this.loop = loop;
        ContextPropagator.@Nullable Captured captured = loop.capture(); // its code has a thread of its own
        stack = new SideStack(loop, captured == null ? this::main : () -> captured.run(this::main));
        OPEN.of(loop).add(this);
        watched = true;
        collected = Collected.watch(generator, () -> {
            if (watched) {
                Callbacks.threadsafeWhenCollected(loop, this::closeSoon);
            }
        });
    }

    private SideStack stackHere() {
        LoopCore running = LoopCore.running();
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
        OPEN.of(Objects.requireNonNull(loop)).remove(this);
        loop = null;
        stack = null;
        watched = false;
        Objects.requireNonNull(collected).clean();
    }

    /** Runs the code, on its stack. */
    private void main() {
        try {
            body.run(this);
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Called by the code. */
    @Override
    @SuppressWarnings("NamedLikeContextualKeyword") // it does what that keyword does in Python
    public void yield(T element) {
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
        LoopCore loop = this.loop;
        if (loop != null && state == State.SUSPENDED && !loop.isClosed()) {
            var closing = loop.newTask(new BodyWithoutResult(() -> closeFor(loop)), TaskOptions.DEFAULT);
            closing.makeImplicit(); // if the loop is closed first, that closes it
        }
    }

    // In a task for which nobody waits. Another failure than a cancellation is reported as any task's.
    private void closeFor(LoopCore loop) {
        try {
            close();
        } catch (CancelledError e) {
            if (Cancellation.isOne(e) && !loop.turns.unwinding && loop.taskThatAwaits().cancelling() == 0) {
                reportFailedClosing(loop, e);
            }
            throw e;
        }
    }

    /** Reports what closing it has thrown, where nobody can take that. */
    public void reportFailedClosing(LoopCore loop, Throwable e) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", "an error occurred during closing of asynchronous generator " + this);
        entries.put("exception", e);
        entries.put("asyncgen", this);
        loop.around.report(entries);
    }

    /** Says whether the code waits at a yield, and no task is in it. */
    public boolean isSuspended() {
        return state == State.SUSPENDED;
    }

    /** {@return those of {@code loop} that have begun and not ended, in the order in which they began} A copy. */
    public static List<GeneratorRun<?>> open(LoopCore loop) {
        Set<GeneratorRun<?>> open = OPEN.ifPresent(loop);
        return open == null ? List.of() : List.copyOf(open);
    }

    /** Takes it for ended, though it may go on to yield; part of closing its loop. */
    public void giveUp(LoopCore loop) {
        OPEN.of(loop).remove(this);
    }

    /** {@return where the task goes on that is in a generator's code on {@code thread} now; null if it is in none} */
    public static @Nullable TaskThread outsideOf(LoopCore loop, TaskThread thread) {
        Set<GeneratorRun<?>> open = OPEN.ifPresent(loop);
        if (open == null) {
            return null;
        }
        for (GeneratorRun<?> run : open) {
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
