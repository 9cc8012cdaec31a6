package io.asyncio4j.internal.thread;

import java.util.concurrent.CountDownLatch;

/** Threads that do nothing, on both sides of one that carries others, until that ends. */
/*
 * For each platform thread HotSpot keeps in a table, 32 bytes beside those of the threads that were started before and after
 * it, which virtual thread it carries. Each switch writes there, and reads it some ten times: two loops whose threads share a
 * cache line take two to three times as long as with two threads in between, and so does anything else that carries virtual
 * threads (docs/performance.md). Only threads that live have their places, so these do as long as they are needed.
 */
public final class Spacers implements Runnable {

    private static final int ON_EACH_SIDE = 2;
    private static final long STACK_SIZE = 64 * 1024;
    private static final String SUFFIX = " spacer";

    private final String name;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Spacers(String name) {
        this.name = name;
    }

    /** Starts a thread of {@code builder} that is called {@code name} and runs {@code main}, with spacers if it can carry others. */
    public static Thread startThread(Thread.Builder.OfPlatform builder, String name, Runnable main) {
        builder.name(name);
        if (!PrivateVirtualThreads.isSupported()) {
            return builder.start(main);
        }
        var spacers = new Spacers(name + SUFFIX);
        spacers.start();
        Thread thread;
        try {
            thread = builder.start(() -> {
                try {
                    main.run();
                } finally {
                    spacers.ended.countDown();
                }
            });
        } catch (Throwable e) {
            spacers.ended.countDown();
            throw e;
        }
        spacers.start();
        return thread;
    }

    private void start() {
        try {
            for (int i = 0; i < ON_EACH_SIDE; i++) {
                Thread.ofPlatform().daemon().name(name).stackSize(STACK_SIZE)
                        .inheritInheritableThreadLocals(false).start(this);
            }
        } catch (OutOfMemoryError e) {
            // the loop is as fast then as its neighbours let it
        }
    }

    @Override
    public void run() {
        while (true) {
            try {
                ended.await();
                return;
            } catch (InterruptedException e) {
                // nobody has a reason to; only the end of the loop's thread is waited for
            }
        }
    }
}
