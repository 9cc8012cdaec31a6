package io.asyncio4j;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** {@code shield}: an outer future that follows an inner one and may be cancelled without it. */
final class Shielding {

    private Shielding() {}

    static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        Future<T> inner = Wrapping.of(awaitable);
        if (inner.done()) {
            return inner;
        }
        Promise<T> outer = inner.loop.createFuture();
        var copy = new Copy<>(inner, outer);
        inner.listen(copy);
        outer.listen(new OuterDone(inner, outer, copy));
        return outer;
    }

    private static final class Copy<T extends @Nullable Object> extends FutureListener {

        private final Future<T> inner;
        private final Promise<T> outer;

        Copy(Future<T> inner, Promise<T> outer) {
            this.inner = inner;
            this.outer = outer;
        }

        @Override
        void call() {
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
        void addAwaiters(Awaiters awaiters) {
            awaiters.addThoseOf(outer);
        }

        @Override
        public String toString() {
            return "shield()";
        }
    }

    // The outer future was cancelled: nobody will hear of the inner one's failure, unless it is reported.
    private static final class OuterDone extends FutureListener {

        private final Future<?> inner;
        private final Future<?> outer;
        private final Handle copy;

        OuterDone(Future<?> inner, Future<?> outer, Handle copy) {
            this.inner = inner;
            this.outer = outer;
            this.copy = copy;
        }

        @Override
        void call() {
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

        private final Future<?> inner;

        ReportFailure(Future<?> inner) {
            this.inner = inner;
        }

        @Override
        void call() {
            if (inner.state() == Future.FAILED && inner.outcome() instanceof Throwable failure) {
                inner.retrieved();
                var entries = new LinkedHashMap<String, Object>();
                entries.put("message", failure.getClass().getSimpleName() + " exception in shielded future");
                entries.put("exception", failure);
                entries.put("future", inner);
                if (inner.createdAt() != null) {
                    entries.put("source_traceback", inner.createdAt());
                }
                inner.loop.errors.report(entries);
            }
        }

        @Override
        public String toString() {
            return "shield()";
        }
    }
}
