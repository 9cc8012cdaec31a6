package io.asyncio4j.internal.thread;

import org.jspecify.annotations.Nullable;

/** Runs something on a thread of another kind while the caller waits for it. */
final class Relocation {

    private Relocation() {}

    /** Runs {@code main} on a fresh thread of {@code builder}, and throws here what it threw there. */
    static void run(Thread.Builder builder, Runnable main) {
        var failure = new Throwable[1];
        var contextClassLoader = Thread.currentThread().getContextClassLoader();
        Thread thread = builder.unstarted(
                () -> {
                    try {
                        main.run();
                    } catch (Throwable e) {
                        failure[0] = e;
                    }
                });
        thread.setContextClassLoader(contextClassLoader);
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow(failure[0]);
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> void rethrow(@Nullable Throwable failure) throws X {
        if (failure != null) {
            throw (X) failure;
        }
    }
}
