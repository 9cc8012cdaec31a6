package io.asyncio4j.internal.kernel;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.body.EndedBody;
import io.asyncio4j.internal.body.PropagatedBody;
import io.asyncio4j.internal.queue.EndedRing;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.text.Shown;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a task has been given to do: the coroutine, its name, and its context. They are made when they are needed,
 * since many tasks wait for their turn at a time, and few are asked.
 */
abstract sealed class TaskWork<T extends @Nullable Object> extends FutureImpl<T> permits TaskImpl {

    private static final AtomicLong NEXT_NUMBER = new AtomicLong(1);
    private static final VarHandle NAME = field("name", String.class);
    private static final VarHandle CONTEXT = field("context", Object.class);
    // not a constant, which would be made when it is first used
    private static final String WITHOUT_MEMORY = String.valueOf(new char[] {'T', 'a', 's', 'k'});

    // marks
    private static final byte NAMED = 1;
    private static final byte IMPLICIT = 2;
    private static final byte SHOWS_CANCELLATION = 4;

    // fixed
    final long number;

    // loop-confined
    // a Coroutine, or a VoidCoroutine that needs no wrapper; once it is done, what Bodies.remainsOf() gives
    private @Nullable Object work;
    // its Context, or the Bindings of that one until it is needed
    private Object context;
    // null until it is needed, if that is the number among all tasks without a name; which is its own plus this
    private @Nullable String name;
    private final int offsetInName;
    // NAMED and the others, in one byte: with two more a task would take 80 bytes in place of 72
    private byte marks;
    int slot; // the registry's

    TaskWork(LoopCore loop, Coroutine<T> coroutine, TaskOptions options) {
        super(loop);
        this.work =
                coroutine instanceof BodyWithoutResult ours && !(ours.body() instanceof Coroutine<?>)
                        ? ours.body()
                        : Objects.requireNonNull(coroutine, "coroutine");
        this.context = options.context() != null ? options.context() : ContextImpl.current().bindings();
        this.number = loop.tasks.nextNumber();
        this.name = options.name();
        if (name != null) {
            marks = NAMED;
        }
        this.offsetInName = name != null ? 0 : takeNumberForName();
    }

    // A name is a quarter of what a task costs, and a task that waits for its turn is better off without.
    private int takeNumberForName() {
        long inName = NEXT_NUMBER.getAndIncrement();
        int offset = (int) (inName - number);
        if (number + offset != inName) {
            nameAs(name(inName));
        }
        return offset;
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(TaskWork.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** {@return the name that it was given, else {@code Task-} and a number} */
    public String getName() {
        String name = this.name;
        if (name == null) {
            String made = name(number + offsetInName);
            name = (String) NAME.compareAndExchange(this, null, made); // other threads ask, too
            return name == null ? made : name;
        }
        return name;
    }

    /** {@return what its thread is called}: its name, but for very long ones, and where there is no memory for it */
    final String nameOfThread() {
        try {
            return Shown.shortened(getName());
        } catch (OutOfMemoryError e) {
            return WITHOUT_MEMORY;
        }
    }

    /** {@return the name that it was given, or null if it is {@code Task-} and {@link #numberInName}} */
    public final @Nullable String nameGiven() {
        return (marks & NAMED) != 0 ? name : null;
    }

    /** {@return the number in the name of a task that was given none} */
    public final long numberInName() {
        return number + offsetInName;
    }

    final void nameAs(String name) {
        this.name = name;
        marks |= NAMED;
    }

    /**
     * {@return the coroutine that it runs, or null if that ended within an eager start} A task that is done has
     * let go of a lambda and what that captured; a stand-in with its name is returned then. Of a body without a
     * result it is another, equal object each time.
     */
    @SuppressWarnings("unchecked") // the constructor took a Coroutine<T>
    public @Nullable Coroutine<T> getCoro() {
        Object work = this.work; // other threads look, too
        if (work instanceof PropagatedBody<?> propagated) {
            return (Coroutine<T>) propagated.body();
        }
        if (work == null || work instanceof Coroutine<?>) {
            return (Coroutine<T>) work;
        }
        return work instanceof Class<?> body
                ? new EndedBody<>(body)
                : (Coroutine<T>) Coroutine.returningNull((VoidCoroutine) work);
    }

    /** {@return the context that it runs in} */
    public ContextImpl getContext() {
        Object known = context;
        if (known instanceof ContextImpl ready) {
            return ready;
        }
        var made = new ContextImpl((Bindings) known);
        Object seen = CONTEXT.compareAndExchange(this, known, made); // other threads ask, too
        return seen == known ? made : (ContextImpl) seen;
    }

    /** {@return its number in the order in which the tasks of its loop were made, from 1} */
    public long id() {
        return number;
    }

    /** Lets whatever cancels it show where it was. */
    public final void showCancellation() {
        marks |= SHOWS_CANCELLATION;
    }

    /** Says whether somebody will want to see where its cancellation met it. */
    final boolean showsCancellation() {
        return (marks & SHOWS_CANCELLATION) != 0;
    }

    /** Says from now on that the library has made it for somebody's awaitable: if it stays pending, that is not its news. */
    public final void makeImplicit() {
        marks |= IMPLICIT;
    }

    /** Says whether the library has made it for somebody's awaitable. */
    public final boolean isImplicit() {
        return (marks & IMPLICIT) != 0;
    }

    /** {@return what stands for it in the ready queue}: its slot, and of its number as much as there is room for */
    final long ticket() {
        return (number & 0x7fff_ffff) << 32 | slot;
    }

    /** {@return what its coroutine is called in texts} */
    public String coroutineName() {
        return Bodies.nameOf(getCoro());
    }

    /**
     * {@return a Coroutine, or a VoidCoroutine without a wrapper; once it is done, what is left of that} For those who want
     * to know its kind.
     */
    public final @Nullable Object work() {
        return work;
    }

    /** {@return the coroutine if it is one that is stepped, and needs no thread} Nothing is made to tell. */
    @SuppressWarnings("unchecked") // as in getCoro()
    final @Nullable SteppedBody<T> steppedWork() {
        return work instanceof SteppedBody<?> stepped ? (SteppedBody<T>) stepped : null;
    }

    /** Closes the coroutine, which will not be run, if it can be. */
    public final void disposeWork() {
        if (work instanceof Coroutine<?> coroutine) {
            Bodies.dispose(coroutine);
        }
    }

    /** Lets go of what the coroutine has captured. */
    final void endWork() {
        if (!(work instanceof Class<?>)) { // it has ended twice, if there was no memory for what comes of the first
            work = Bodies.remainsOf(Objects.requireNonNull(work));
        }
    }

    /** {@return the error of a cancellation, or null if there is no memory for it}; it is made when somebody asks, then */
    static @Nullable CancelledError withoutTraceIfPossible(@Nullable Object message) {
        try {
            return CancelledError.withoutStackTrace(message);
        } catch (OutOfMemoryError e) {
            return null;
        }
    }

    final void tellThatItHasEnded() {
        try {
            remember(loop.tasks.ended);
            if (loop.turns.observation != null) {
                loop.turns.observation.taskEnded((TaskImpl<?>) this);
            }
        } catch (OutOfMemoryError e) {
            // it has ended all the same, and not everybody hears of it
        }
    }

    private void remember(EndedRing ended) {
        Object work = Objects.requireNonNull(this.work);
        boolean isClass = work instanceof Class<?>; // whose name is a field; what people call it is made for who looks
        String given = nameGiven();
        ended.add(number, given == null ? null : Shown.shortened(given), offsetInName,
                isClass ? ((Class<?>) work).getName() : Bodies.nameOfRemains(work), isClass,
                state(),
                state() == FAILED && outcome() instanceof Throwable failure ? Names.failure(failure) : null);
    }

    /** {@return the name that a task without one of its own has, by its number among those} */
    public static String name(long number) {
        return "Task-" + number;
    }

    /** Lets go of the coroutine altogether. */
    final void forgetWork() {
        work = null;
    }
}
