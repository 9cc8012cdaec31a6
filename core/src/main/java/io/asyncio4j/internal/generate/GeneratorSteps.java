package io.asyncio4j.internal.generate;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Generator;
import io.asyncio4j.Outcome;
import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Drives a task whose coroutine is a generator: a step is a call on the loop's own thread. */
public final class GeneratorSteps {

    private GeneratorSteps() {}

    /** Lets {@code task} go on until it has to wait or ends; the loop's thread holds the loop. */
    static <T extends @Nullable Object> void run(TaskImpl<T> task, GeneratorCoroutine<T> generator) {
        Outcome<?> sent = resultOf(task.stopListening());
        CancelledError request = task.takeRequest();
        if (request != null && !Cancellation.isOne(errorOf(sent))) {
            sent = new Outcome.Failure<>(Cancellation.displacing(errorOf(sent), request));
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
                        if (!(awaitable instanceof FutureImpl<?> future && future.done())) {
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

    private static Outcome<?> resultOf(@Nullable FutureImpl<?> future) {
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

    private static void park(TaskImpl<?> task, @Nullable Awaitable<?> awaitable) {
        LoopCore loop = task.loop;
        if (awaitable == null) {
            loop.turns.enqueue(task);
            return;
        }
        FutureImpl<?> future =
                awaitable instanceof FutureImpl<?> given ? given : loop.ensureFuture(awaitable);
        if (future == task || future.loop != loop) {
            future = refused(task, future);
        }
        task.listenTo(Objects.requireNonNull(future));
    }

    /** What makes the generator's next step raise what is wrong with {@code future}. */
    private static FutureImpl<?> refused(TaskImpl<?> task, FutureImpl<?> future) {
        PromiseImpl<Object> refused = task.loop.createFuture();
        refused.setException(new IllegalStateException(
                future == task
                        ? "Task cannot await on itself: " + task
                        : task + " got " + future + " attached to a different loop"));
        return refused;
    }
}
