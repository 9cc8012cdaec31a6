package io.asyncio4j;

import io.asyncio4j.internal.generate.AsyncGeneratorImpl;
import io.asyncio4j.internal.generate.GeneratorRun;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A source of elements that a piece of straight-line code makes, one at a time, as they are asked for. The code may
 * await, and {@code yield} hands an element over:
 *
 * <pre>{@code
 * AsyncGenerator<Integer> countdown(int from) {
 *     return AsyncGenerator.of(out -> {
 *         for (int i = from; i > 0; i--) {
 *             out.yield(i);
 *             sleep(Duration.ofSeconds(1));
 *         }
 *     });
 * }
 *
 * try (var numbers = countdown(10)) {
 *     for (int i : numbers) { ... }
 * }
 * }</pre>
 *
 * <p>Nothing of it runs before the first element is asked for. The code runs in the task that asks, within its step:
 * {@code currentTask()} and context variables are that task's, and an element that is there at once costs no turn of
 * the loop. Only thread-locals are the generator's own, since it has a stack, and so a thread, of its own.
 *
 * <p>One that is left before its end must be closed: {@code try} does so, and the code can clean up, for {@code yield}
 * throws {@link GeneratorExit} then. One that is forgotten is closed when it is garbage-collected, and at the latest
 * with the loop.
 *
 * <p><b>Cancellation:</b> cancelling the task that iterates cancels what the code waits for, and the
 * {@link CancelledError} leaves {@code hasNext} or {@code next} unless the code catches it.
 *
 * <p><b>Errors:</b> what the code throws leaves {@code hasNext} or {@code next}, the very object; the iteration is over
 * then. Iterating or closing while a task is in the code is an {@link IllegalStateException}, as is a {@code yield}
 * anywhere else than in the code.
 *
 * <p><b>From CPython:</b> an asynchronous generator, {@code async def} with {@code yield}.
 *
 * @param <T> the type of the elements, which may be null
 */
public sealed interface AsyncGenerator<T extends @Nullable Object> extends AsyncIterable<T>
        permits AsyncGeneratorImpl {

    /**
     * Where a generator's code puts its elements.
     *
     * <p><b>From CPython:</b> what the keyword {@code yield} stands for.
     */
    sealed interface Out<T extends @Nullable Object> permits GeneratorRun {

        /**
         * Hands {@code element} over, and returns when the next one is asked for.
         *
         * <p>As in Python, it should not stand within a {@code timeout} or a {@code taskGroup}: when those cancel, they
         * cancel the task that iterates, which is elsewhere meanwhile.
         *
         * @throws GeneratorExit if none will be
         * @throws IllegalStateException if it is called outside of the generator's code
         */
        @SuppressWarnings("NamedLikeContextualKeyword") // it does what that keyword does in Python
        void yield(T element);
    }

    /**
     * {@return a generator of what {@code body} yields} Where nothing else tells the type of the elements, say it:
     * {@code AsyncGenerator.<String>of(...)}.
     */
    static <T extends @Nullable Object> AsyncGenerator<T> of(VoidBlock<? super Out<T>> body) {
        return new AsyncGeneratorImpl<>(Objects.requireNonNull(body, "body"));
    }

    /**
     * Ends it: {@code yield} throws {@link GeneratorExit} where the code waits for the next element to be asked for, and
     * this returns when the code has ended. Does nothing if it has ended already or was never begun.
     *
     * <p><b>Cancellation:</b> cancels what the code's clean-up waits for.
     *
     * <p><b>Errors:</b> what the clean-up throws. {@link IllegalStateException} if the code goes on to yield, and if a
     * task is in it.
     */
    @Override
    void close();
}
