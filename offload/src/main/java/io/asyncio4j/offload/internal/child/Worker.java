package io.asyncio4j.offload.internal.child;

import io.asyncio4j.offload.internal.wire.Frame;
import io.asyncio4j.offload.spi.Parcels;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Makes the calls, one after another, on a thread of its own. */
final class Worker implements Runnable {

    private final Parcels parcels;
    private final ServedClasses.Desk desk;
    private final LinkedBlockingQueue<Frame> out;
    private final LinkedBlockingQueue<Frame> calls = new LinkedBlockingQueue<>();
    // of the worker's thread
    private final Map<Integer, ServedClasses> loaders = new HashMap<>();

    private final Object lock = new Object();
    // guarded by lock
    private long running;
    private @Nullable Thread runner;
    private long lastBegun;
    // calls that were cancelled before they have come; their numbers rise
    private final Set<Long> cancelledEarly = new HashSet<>();

    Worker(Parcels parcels, ServedClasses.Desk desk, LinkedBlockingQueue<Frame> out) {
        this.parcels = parcels;
        this.desk = desk;
        this.out = out;
    }

    void add(Frame call) {
        calls.add(call);
    }

    /** Interrupts call {@code id}, unless it has ended. */
    void cancel(long id) {
        synchronized (lock) {
            if (running == id && runner != null) {
                runner.interrupt();
            } else if (id > lastBegun) {
                cancelledEarly.add(id);
            }
        }
    }

    @Override
    public void run() {
        while (true) {
            try {
                Frame call = calls.take();
                out.add(new Frame(Frame.Kind.RESULT, call.id(), make(call)));
            } catch (InterruptedException e) {
                // meant for the call before
            } catch (Throwable e) { // no memory even for the failure: nobody must wait for an answer
                lastWords(e);
            }
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // the pool shows them with the call that is lost
    private static void lastWords(Throwable e) {
        try {
            e.printStackTrace();
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Makes {@code call}, and {@return its outcome} */
    private byte[] make(Frame call) {
        ByteBuffer payload = ByteBuffer.wrap(call.payload());
        ClassLoader loader = loader(payload.getInt());
        byte[] parcel = new byte[payload.remaining()];
        payload.get(parcel);
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(loader);
        synchronized (lock) {
            Thread.interrupted();
            lastBegun = Math.max(lastBegun, call.id());
            if (cancelledEarly.remove(call.id())) {
                return new byte[0]; // nobody looks at it
            }
            running = call.id();
            runner = thread;
        }
        try {
            return parcels.run(parcel, loader);
        } finally {
            synchronized (lock) {
                running = 0;
                runner = null;
                Thread.interrupted();
            }
        }
    }

    // 0 is the class path
    private ClassLoader loader(int number) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        return number == 0 ? system
                : loaders.computeIfAbsent(number, n -> new ServedClasses(n, desk, system));
    }
}
