package io.asyncio4j.internal.combine;

import io.asyncio4j.Awaitable;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.PromiseImpl;
import java.util.LinkedHashMap;
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
        inner.listen(copy);
        outer.listen(new OuterDone(inner, outer, copy));
        return outer;
    }

    private static final class Copy<T extends @Nullable Object> extends FutureListener {

        private final FutureImpl<T> inner;
        private final PromiseImpl<T> outer;

        Copy(FutureImpl<T> inner, PromiseImpl<T> outer) {
            this.inner = inner;
            this.outer = outer;
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
        public String toString() {
            return "shield()";
        }
    }

    // The outer future was cancelled: nobody will hear of the inner one's failure, unless it is reported.
    private static final class OuterDone extends FutureListener {

        private final FutureImpl<?> inner;
        private final FutureImpl<?> outer;
        private final HandleImpl copy;

        OuterDone(FutureImpl<?> inner, FutureImpl<?> outer, HandleImpl copy) {
            this.inner = inner;
            this.outer = outer;
            this.copy = copy;
        }

        @Override
        public void call() {
            if (!inner.done()) {
                inner.removeEntry(copy);
                if (inner.callbackList().stream().noneMatch(ReportFailure.class::isInstance)) {
                    inner.listen(new ReportFailure(inner));
                }
            }
        }

        @Override
        public String toString() {
            return "shield(" + outer.kind() + ")";
        }
    }

    private static final class ReportFailure extends FutureListener {

        private final FutureImpl<?> inner;

        ReportFailure(FutureImpl<?> inner) {
            this.inner = inner;
        }

        @Override
        public void call() {
            if (inner.state() == FutureImpl.FAILED && inner.outcome() instanceof Throwable failure) {
                inner.retrieved();
                var entries = new LinkedHashMap<String, Object>();
                entries.put("message", failure.getClass().getSimpleName() + " exception in shielded future");
                entries.put("exception", failure);
                entries.put("future", inner);
                if (inner.createdAt() != null) {
                    entries.put("source_traceback", inner.createdAt());
                }
                inner.loop.around.report(entries);
            }
        }

        @Override
        public String toString() {
            return "shield()";
        }
    }
}
