package io.asyncio4j;

import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.generate.GeneratorCoroutine;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A piece of code that runs in a task and may await. A lambda or a method reference is one: nothing of it runs
 * until it is awaited, in the awaiting task, or given to {@code createTask} and the like.
 *
 * <p>A lambda can be run any number of times. {@link #of} makes an object that is used once, has a name and a
 * state, and in debug mode complains when it is never used, as CPython's coroutine objects do.
 *
 * <p><b>From CPython:</b> {@code collections.abc.Coroutine}.
 *
 * @param <T> the type of its result, which may be null
 */
@FunctionalInterface
public interface Coroutine<T extends @Nullable Object> extends Awaitable<T> {

    /** {@return a coroutine that runs {@code body} once, under a name for texts} */
    static <T extends @Nullable Object> CoroutineObject<T> of(String name, Coroutine<T> body) {
        return new CoroutineObject<>(Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(body, "body"));
    }

    /** {@return a coroutine that runs {@code body} once, under a name for texts} */
    static CoroutineObject<@Nullable Void> of(String name, VoidCoroutine body) {
        return of(name, returningNull(body));
    }

    /**
     * {@return a coroutine that a generator's steps make up} A task drives it on the loop's own thread.
     *
     * <p><b>From CPython:</b> {@code types.coroutine}, the legacy generator-based coroutine.
     */
    static <T extends @Nullable Object> Coroutine<T> fromGenerator(String name, Generator<T> generator) {
        return new GeneratorCoroutine<>(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(generator, "generator"));
    }

    /** {@return {@code callable}, an object that one has already, as a coroutine} A lambda is one by itself. */
    static <T extends @Nullable Object> Coroutine<T> ofCallable(Callable<T> callable) {
        return Objects.requireNonNull(callable, "callable")::call;
    }

    /** {@return {@code supplier}, an object that one has already, as a coroutine} A lambda is one by itself. */
    static <T extends @Nullable Object> Coroutine<T> ofSupplier(Supplier<T> supplier) {
        return Objects.requireNonNull(supplier, "supplier")::get;
    }

    /** {@return {@code body} as a coroutine whose result is null} */
    static Coroutine<@Nullable Void> returningNull(VoidCoroutine body) {
        return new BodyWithoutResult(Objects.requireNonNull(body, "body"));
    }
}
