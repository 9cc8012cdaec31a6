package io.asyncio4j.internal.look;

import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom on a loop, as far as other libraries have said so: a table beside the futures, which a loop has
 * from the first report on. It keeps neither side alive. Loop-confined.
 */
public final class ReportedAwaiters {

    private static final PerLoop<ReportedAwaiters> OF_LOOP = PerLoop.of(_ -> new ReportedAwaiters());

    private final WeakHashMap<FutureImpl<?>, List<WeakReference<FutureImpl<?>>>> waiters =
            new WeakHashMap<>();

    /** {@return that of {@code loop}, or null if nobody has reported a wait on it} */
    static @Nullable ReportedAwaiters ifPresent(LoopCore loop) {
        return OF_LOOP.ifPresent(loop);
    }

    public static void add(FutureImpl<?> future, FutureImpl<?> waiter) {
        LoopCore loop = future.loop;
        loop.checkAccess("report a wait for a future of");
        loop.ensureOwn(waiter);
        if (future.done()) {
            return;
        }
        ReportedAwaiters reported = OF_LOOP.of(loop);
        List<WeakReference<FutureImpl<?>>> list =
                reported.waiters.computeIfAbsent(future, _ -> new ArrayList<>(1));
        list.removeIf(reference -> reference.refersTo(null));
        if (list.stream().noneMatch(reference -> reference.refersTo(waiter))) {
            list.add(new WeakReference<>(waiter));
        }
    }

    public static void discard(FutureImpl<?> future, FutureImpl<?> waiter) {
        LoopCore loop = future.loop;
        loop.checkAccess("report a wait for a future of");
        ReportedAwaiters reported = OF_LOOP.ifPresent(loop);
        List<WeakReference<FutureImpl<?>>> list = reported == null ? null : reported.waiters.get(future);
        if (list != null) {
            list.removeIf(reference -> reference.refersTo(waiter));
        }
    }

    /** Adds those that wait for {@code future}, which has none once it is done. */
    void addTo(Awaiters awaiters, FutureImpl<?> future) {
        List<WeakReference<FutureImpl<?>>> list = future.done() ? null : waiters.get(future);
        if (list == null) {
            return;
        }
        for (WeakReference<FutureImpl<?>> reference : list) {
            FutureImpl<?> waiter = reference.get();
            if (waiter != null) {
                awaiters.addReported(waiter);
            }
        }
    }
}
