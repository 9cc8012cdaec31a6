package io.asyncio4j.offload.contract;

import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteCall;
import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.WorkerLostException;
import java.util.ArrayList;
import java.util.List;

/** A place of which every call is remembered, so that it can be counted what has become of each. */
final class Counted implements Offload {

    /** How calls have ended. */
    record Counts(long succeeded, long failed, long cancelled, long lost, long notOver) {

        long all() {
            return succeeded + failed + cancelled + lost + notOver;
        }
    }

    private final Offload place;
    private final List<RemoteCall<?>> calls = new ArrayList<>();
    private long abandoned;

    Counted(Offload place) {
        this.place = place;
    }

    /** {@return the place itself} */
    Offload place() {
        return place;
    }

    @Override
    public <T> RemoteCall<T> submit(RemoteCallable<T> call) {
        RemoteCall<T> submitted = place.submit(call);
        calls.add(submitted);
        return submitted;
    }

    @Override
    public int parallelism() {
        return place.parallelism();
    }

    @Override
    public void close() {
        place.close();
    }

    /** The loop of the calls so far is closed: nobody will hear of them. */
    void abandon() {
        abandoned += calls.size();
        calls.clear();
    }

    long abandoned() {
        return abandoned;
    }

    Counts counts() {
        long succeeded = 0;
        long failed = 0;
        long cancelled = 0;
        long lost = 0;
        long notOver = 0;
        for (RemoteCall<?> call : calls) {
            if (!call.done()) {
                notOver++;
            } else if (call.future().cancelled()) {
                cancelled++;
            } else if (call.future().exception() instanceof WorkerLostException) {
                lost++;
            } else if (call.future().exception() != null) {
                failed++;
            } else {
                succeeded++;
            }
        }
        return new Counts(succeeded, failed, cancelled, lost, notOver);
    }
}
