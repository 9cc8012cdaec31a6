package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Drives a task whose coroutine is a generator: a step is a call on the loop's own thread. */
final class GeneratorSteps {

    private GeneratorSteps() {}

    /** Lets {@code task} go on until it has to wait or ends; the loop's thread holds the loop. */
    static <T extends @Nullable Object> void run(Task<T> task, GeneratorCoroutine<T> generator) {
        Outcome<?> sent = resultOf(task.stopListening());
        CancelledError request = task.takeRequest();
        if (request != null && !(errorOf(sent) instanceof CancelledError)) {
            sent = new Outcome.Failure<>(request);
        }
        try {
            while (true) {
                Object value = sent instanceof Outcome.Success<?>(Object result) ? result : null;
                switch (generator.step(value, errorOf(sent))) {
                    case Generator.Return<T> done -> {
                        task.end(done.value());
                        return;
                    }
                    case Generator.Yield<T>(Awaitable<?> awaitable) -> {
                        if (!(awaitable instanceof Future<?> future && future.done())) {
                            park(task, awaitable);
                            return;
                        }
                        sent = resultOf(future); // done already: no suspension, as with any await
                    }
                }
            }
        } catch (Throwable e) {
            task.endWith(e);
        }
    }

    private static Outcome<?> resultOf(@Nullable Future<?> future) {
        if (future == null) {
            return new Outcome.Success<@Nullable Object>(null);
        }
        try {
            return new Outcome.Success<>(future.result());
        } catch (Throwable e) { // the generator's to handle
            return new Outcome.Failure<>(e);
        }
    }

    private static @Nullable Throwable errorOf(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failure<?>(Throwable exception) ? exception : null;
    }

    private static void park(Task<?> task, @Nullable Awaitable<?> awaitable) {
        EventLoop loop = task.loop;
        if (awaitable == null) {
            loop.enqueue(task);
            return;
        }
        Future<?> future = awaitable instanceof Future<?> given ? given : loop.ensureFuture(awaitable);
        if (future == task || future.loop != loop) {
            future = refused(task, future);
        }
        task.listenTo(Objects.requireNonNull(future));
    }

    /** What makes the generator's next step raise what is wrong with {@code future}. */
    private static Future<?> refused(Task<?> task, Future<?> future) {
        Promise<Object> refused = task.loop.createFuture();
        refused.setException(new IllegalStateException(
                future == task
                        ? "Task cannot await on itself: " + task
                        : task + " got " + future + " attached to a different loop"));
        return refused;
    }
}
