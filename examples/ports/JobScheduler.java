// A job scheduler: background jobs, so many at a time, so many more waiting, and all of them ended when it is closed.
//
// What aiojobs (https://github.com/aio-libs/aiojobs, Apache-2.0 licence) does in Python, in code of our own.
//
//     ./asyncio4j run examples/ports/JobScheduler.java

package ports;

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** For the tasks of one loop. */
public final class JobScheduler implements AutoCloseable {
    /**
     * @param limit how many jobs run at a time
     * @param pendingLimit how many more may wait for their turn; who spawns yet another one waits himself
     * @param closeTimeout how long a job may take to clean up when it is closed
     */
    public record Options(int limit, int pendingLimit, Duration closeTimeout) {
        public static final Options DEFAULT = new Options(100, 10_000, Duration.ofMillis(100));
    }

    /** One job: waiting, active, or ended. */
    public final class Job<T> {
        private final String name;
        private final Coroutine<T> body;
        private final Promise<T> result = EventLoop.running().createFuture();
        private Task<T> task;
        private boolean watched;

        private Job(String name, Coroutine<T> body) {
            this.name = name;
            this.body = body;
        }

        /** Waits for the result; cancelling who waits leaves the job alone. */
        public T await() {
            watched = true;
            return shield(result).await();
        }

        public boolean isActive() {
            return task != null && !result.done();
        }

        public boolean isPending() {
            return task == null && !result.done();
        }

        /** Cancels it, and waits until it has cleaned up, for as long as the scheduler allows. */
        public void close() {
            watched = true;
            if (pending.remove(this)) {
                room.release();
                result.cancel();
            } else if (task != null && task.cancel()) {
                try {
                    waitFor(shield(gatherOutcomes(task)), options.closeTimeout);
                } catch (TimeoutException e) {
                    failures.accept(this,
                            new TimeoutException(this + " does not end within " + options.closeTimeout));
                }
            }
        }

        private void start() {
            active.add(this);
            task = createTask(TaskOptions.named(name), body);
            task.addDoneCallback(this::ended);
        }

        private void ended(Future<T> done) {
            active.remove(this);
            if (done.cancelled()) {
                result.cancel();
            } else if (done.exception() == null) {
                result.setResult(done.result());
            } else {
                result.setException(done.exception());
                result.exception(); // it is looked after here
                if (!watched) {
                    failures.accept(this, done.exception());
                }
            }
            room.release();
            startPending();
        }

        @Override
        public String toString() {
            return "job " + name + (isActive() ? " (active)" : isPending() ? " (pending)" : " (ended)");
        }
    }

    private final Options options;
    private final BiConsumer<Job<?>, Throwable> failures;
    private final Semaphore room;
    private final Set<Job<?>> active = new LinkedHashSet<>();
    private final ArrayDeque<Job<?>> pending = new ArrayDeque<>();
    private boolean closed;

    /** @param failures is told of jobs that fail while nobody waits for them, and of those that do not end */
    public JobScheduler(Options options, BiConsumer<Job<?>, Throwable> failures) {
        this.options = options;
        this.failures = failures;
        this.room = new Semaphore(options.limit + options.pendingLimit);
    }

    /** Starts a job, or lets it wait for its turn; waits where there is no room even for that. */
    public <T> Job<T> spawn(String name, Coroutine<T> body) {
        ensureOpen();
        room.acquire();
        if (closed) {
            room.release();
            ensureOpen();
        }
        var job = new Job<>(name, body);
        pending.add(job);
        startPending();
        return job;
    }

    private void startPending() {
        while (!closed && active.size() < options.limit && !pending.isEmpty()) {
            pending.removeFirst().start();
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the scheduler is closed, and takes no more jobs");
        }
    }

    public int activeCount() {
        return active.size();
    }

    public int pendingCount() {
        return pending.size();
    }

    /** Takes no more jobs, cancels all, and waits until they have cleaned up. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(pending).forEach(Job::close);
        gather(List.copyOf(active).stream().map(job -> Coroutine.returningNull(job::close)).toList()).await();
    }

    static void main() {
        run(() -> {
            try (var scheduler = new JobScheduler(new Options(2, 10, Duration.ofSeconds(1)),
                    (job, failure) -> IO.println(job + ": " + failure))) {
                for (var name : List.of("a", "b", "c")) {
                    scheduler.spawn(name, () -> {
                        try {
                            sleep(Duration.ofSeconds(2));
                            IO.println(name + " is done");
                        } catch (CancelledError e) {
                            IO.println(name + " cleans up");
                            throw e;
                        }
                        return null;
                    });
                }
                scheduler.spawn("d", () -> {
                    throw new IllegalStateException("broken");
                });
                IO.println(scheduler.activeCount() + " active, " + scheduler.pendingCount() + " pending");
                sleep(Duration.ofSeconds(3));
            }
        });
    }
}
