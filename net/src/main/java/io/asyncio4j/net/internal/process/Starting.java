package io.asyncio4j.net.internal.process;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts subprocesses on a few threads, because that blocks until the program has been loaded. All or nothing. */
public final class Starting {

    private static final int MOST_AT_A_TIME = 4;
    private static final ExecutorService STARTERS = starters();

    private Starting() {}

    private static ExecutorService starters() {
        var pool = new ThreadPoolExecutor(MOST_AT_A_TIME, MOST_AT_A_TIME, 1, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("asyncio4j-process-start-", 0).daemon()
                        .inheritInheritableThreadLocals(false).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** {@return the child that {@code builder} describes, started} */
    public static Child start(EventLoop loop, ProcessBuilder builder, Child.Outputs outputs)
            throws IOException {
        var started = new CompletableFuture<Child>();
        STARTERS.execute(() -> {
            try {
                started.complete(Child.of(launch(builder), outputs));
            } catch (Throwable e) {
                started.completeExceptionally(e);
            }
        });
        Future<Child> starting = Asyncio.wrapFuture(started.copy());
        Future<Child> waitedFor = Asyncio.shield(starting);
        try {
            return waitedFor.await(IOException.class);
        } catch (CancelledError e) {
            undo(loop, starting, started);
            throw e;
        } catch (RuntimeException | Error e) { // perhaps this stack cannot be suspended: then nobody will have the child
            var _ = started.thenAccept(Child::abandon);
            starting.addDoneCallback(Starting::ignore);
            waitedFor.addDoneCallback(Starting::ignore);
            throw e;
        }
    }

    private static void ignore(Future<Child> done) {
        if (!done.cancelled()) {
            done.exception(); // looked at: whoever wanted it does no more
        }
    }

    // The child is there, or is about to be: it must not be left to itself.
    private static void undo(EventLoop loop, Future<Child> starting, CompletableFuture<Child> started) {
        CompletableFuture<Integer> ended = started.thenCompose(child -> {
            child.abandon();
            return child.exit();
        });
        Future<@Nullable Object> undone = Asyncio.wrapFuture(ended.handle((status, e) -> null));
        while (!undone.done() && !loop.isClosed()) {
            try {
                Asyncio.wait(List.of(undone));
            } catch (CancelledError again) {
                // it is a matter of milliseconds
            }
        }
        if (starting.done()) {
            ignore(starting);
        }
    }

    private static Process launch(ProcessBuilder builder) throws IOException {
        File directory = builder.directory();
        if (directory != null && !directory.isDirectory()) {
            throw directory.exists() ? new NotDirectoryException(directory.toString())
                    : new NoSuchFileException(directory.toString(), null,
                            "no such directory to start a process in");
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw named(e, builder.command().getFirst());
        }
    }

    // The JDK tells the reason by the system's number only: 2 is ENOENT, 13 is EACCES.
    private static IOException named(IOException e, String program) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            IOException better = message.matches("(?s).*error[=: ]+2\\b.*")
                    ? new NoSuchFileException(program, null, "no such program")
                    : message.matches("(?s).*error[=: ]+13\\b.*")
                            ? new AccessDeniedException(program, null, "not executable")
                    : null;
            if (better != null) {
                better.initCause(e);
                return better;
            }
        }
        return e;
    }
}
