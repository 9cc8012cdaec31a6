package io.asyncio4j;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;

/**
 * Who waits for whom on a loop, as far as other libraries have said so: a table beside the futures, which a loop has
 * from the first report on. It keeps neither side alive. Loop-confined.
 */
final class ReportedAwaiters {

    private final WeakHashMap<Future<?>, List<WeakReference<Future<?>>>> waiters = new WeakHashMap<>();

    static void add(Future<?> future, Future<?> waiter) {
        EventLoop loop = future.loop;
        loop.checkAccess("report a wait for a future of");
        loop.ensureOwn(waiter);
        if (future.done()) {
            return;
        }
        ReportedAwaiters reported = loop.reportedAwaiters;
        if (reported == null) {
            reported = new ReportedAwaiters();
            loop.reportedAwaiters = reported;
        }
        List<WeakReference<Future<?>>> list =
                reported.waiters.computeIfAbsent(future, _ -> new ArrayList<>(1));
        list.removeIf(reference -> reference.refersTo(null));
        if (list.stream().noneMatch(reference -> reference.refersTo(waiter))) {
            list.add(new WeakReference<>(waiter));
        }
    }

    static void discard(Future<?> future, Future<?> waiter) {
        EventLoop loop = future.loop;
        loop.checkAccess("report a wait for a future of");
        ReportedAwaiters reported = loop.reportedAwaiters;
        List<WeakReference<Future<?>>> list = reported == null ? null : reported.waiters.get(future);
        if (list != null) {
            list.removeIf(reference -> reference.refersTo(waiter));
        }
    }

    /** Adds those that wait for {@code future}, which has none once it is done. */
    void addTo(Awaiters awaiters, Future<?> future) {
        List<WeakReference<Future<?>>> list = future.done() ? null : waiters.get(future);
        if (list == null) {
            return;
        }
        for (WeakReference<Future<?>> reference : list) {
            Future<?> waiter = reference.get();
            if (waiter != null) {
                awaiters.addReported(waiter);
            }
        }
    }
}
