package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.Surroundings;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Repr;
import io.asyncio4j.internal.text.Collected;
import io.asyncio4j.internal.text.CreationStack;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports a failure that nobody has looked at: when its future is garbage-collected, and at the latest when
 * the loop is closed. It knows what to report without keeping the future alive.
 */
final class UnretrievedFailure implements Surroundings.FailureWatch {

    private final UnretrievedFailures owner;
    private final long number;
    private final Throwable exception;
    private final String kind;
    private final String description;
    private final @Nullable CreationStack createdAt;
    private final WeakReference<FutureImpl<?>> future;
    private final Cleaner.Cleanable cleanable;

    // any thread, volatile: whether it was said that nobody has looked at it
    private volatile boolean reported;

    // loop-confined
    private String message;
    private ContextImpl context;

    UnretrievedFailure(UnretrievedFailures owner, long number, FutureImpl<?> future, Throwable exception) {
        this.owner = owner;
        this.number = number;
        this.exception = exception;
        this.kind = future.kind();
        this.description = Repr.withoutResult(future);
        this.context = future instanceof TaskImpl<?> task ? task.getContext() : future.loop.context();
        this.message = kind + " exception was never retrieved";
        this.createdAt = future.createdAt();
        this.future = new WeakReference<>(future);
        this.cleanable = Collected.watch(future, this::collected);
    }

    /** {@return its place in the order of the loop's failures} */
    long number() {
        return number;
    }

    Throwable exception() {
        return exception;
    }

    /** {@return whether somebody may still come and look} */
    boolean isWatched() {
        return owner.isWatched(this);
    }

    @Override
    public boolean isUnretrieved() {
        return reported || isWatched();
    }

    boolean isTask() {
        return description.startsWith("<Task");
    }

    /** {@return what to say while somebody may still come and look} */
    String earlyNote() {
        return "Task has failed, and nobody waits for it yet: " + description
                + (createdAt == null ? "" : " created at " + createdAt.site());
    }

    /** Somebody has looked at it. */
    @Override
    public void retrieved() {
        if (owner.forget(this)) {
            cleanable.clean(); // the watch is forgotten, so this only unregisters it
        }
    }

    @Override
    public void orphaned(String message, ContextImpl context) {
        this.message = message;
        this.context = context;
        owner.orphaned(this);
    }

    // on the cleaner's thread
    private void collected() {
        if (isWatched()) {
            Callbacks.threadsafeWhenCollected(owner.loop, this::report);
        }
    }

    /** Reports it, once; called by whoever holds the loop. */
    void report() {
        if (!owner.forget(this)) {
            return;
        }
        reported = true;
        FutureImpl<?> alive = future.get();
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", message);
        entries.put("exception", exception);
        entries.put("future", alive != null ? alive : description);
        if (createdAt != null) {
            entries.put("source_traceback", createdAt);
        }
        owner.loop.around.report(Map.copyOf(entries), context);
    }
}
