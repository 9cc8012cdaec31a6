package io.asyncio4j.internal.combine;

import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.Awaitable;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.spi.WaitedFor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code shield}: an outer future that follows an inner one and may be cancelled without it. */
public final class Shielding {

    private Shielding() {}

    public static <T extends @Nullable Object> FutureImpl<T> shield(Awaitable<T> awaitable) {
        FutureImpl<T> inner = Wrapping.of(awaitable);
        if (inner.done()) {
            return inner;
        }
        PromiseImpl<T> outer = inner.loop.createFuture();
        var copy = new Copy<>(inner, outer);
        outer.standsFor(copy);
        outer.listen(new OuterDone(inner, outer, copy, ContextImpl.copyCurrent()));
        inner.listen(copy); // last of all: where it fails, nobody has the outer one, and nobody hears of it
        return outer;
    }

    private static final class Copy<T extends @Nullable Object> extends FutureListener
            implements WaitedFor {

        private final FutureImpl<T> inner;
        private final PromiseImpl<T> outer;

        Copy(FutureImpl<T> inner, PromiseImpl<T> outer) {
            this.inner = inner;
            this.outer = outer;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            if (outer.cancelled()) {
                return;
            }
            if (inner.cancelled()) {
                outer.cancel(); // without the message, which was not meant for it
            } else {
                inner.retrieved();
                outer.finish(inner.state(), inner.outcome());
            }
        }

        @Override
        public void addWaiters(Consumer<? super FutureImpl<?>> found) {
            found.accept(outer);
        }

        @Override
        public String kind() {
            return "shield";
        }

        @Override
        public String text() {
            return "shield" + (inner instanceof TaskImpl<?> task ? " of Task '" + task.getName() + "'" : "");
        }

        @Override
        public String toString() {
            return "shield()";
        }
    }

    // The outer future was cancelled: perhaps nobody will hear of the inner one's failure.
    private static final class OuterDone extends FutureListener {

        private final FutureImpl<?> inner;
        private final FutureImpl<?> outer;
        private final HandleImpl copy;
        private final ContextImpl context;

        /** @param context in which the shield was made */
        OuterDone(FutureImpl<?> inner, FutureImpl<?> outer, HandleImpl copy, ContextImpl context) {
            this.inner = inner;
            this.outer = outer;
            this.copy = copy;
            this.context = context;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            if (!inner.done()) {
                inner.removeEntry(copy);
                for (Object entry : inner.callbackList()) {
                    if (entry instanceof Orphaned) { // one is enough: the latest, in its place
                        inner.removeEntry(entry);
                    }
                }
                inner.listen(new Orphaned(inner, context));
            }
        }

        @Override
        public String toString() {
            return "shield(" + outer.kind() + ")";
        }
    }

    // Whoever looks at the failure later has taken it: CPython reports it all the same.
    private static final class Orphaned extends FutureListener {

        private final FutureImpl<?> inner;
        private final ContextImpl context;

        Orphaned(FutureImpl<?> inner, ContextImpl context) {
            this.inner = inner;
            this.context = context;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            if (inner.outcome() instanceof Throwable failure) {
                inner.orphaned(failure.getClass().getSimpleName() + " exception in shielded future",
                        inner instanceof TaskImpl<?> task ? task.getContext() : context);
            }
        }

        @Override
        public String toString() {
            return "shield()";
        }
    }
}
