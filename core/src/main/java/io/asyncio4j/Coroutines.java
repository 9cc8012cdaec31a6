package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** What the kernel does with a coroutine that it will not run. */
final class Coroutines {

    private Coroutines() {}

    /**
     * {@return what a finished task keeps of its coroutine}: an object that drops its body by itself as it is, and
     * of any other the class only, since a list of finished tasks must not keep everything that they captured.
     */
    static Object remainsOf(Object coroutine) {
        // no pattern switch: this runs at the end of each task, and a chain of tests is several times as fast
        if (coroutine instanceof CoroutineObject<?> || coroutine instanceof GeneratorCoroutine<?>) {
            return coroutine;
        }
        if (coroutine instanceof StartingBody<?> ours) {
            return ours.body().getClass();
        }
        if (coroutine instanceof BodyWithoutResult ours) { // it may be asked for
            return ours.body().getClass();
        }
        return coroutine instanceof AwaitingBody<?> ours ? ours.awaitable().getClass() : coroutine.getClass();
    }

    /** Closes {@code awaitable} if it is a coroutine that can be, so that it is not missed or used later. */
    static void dispose(@Nullable Awaitable<?> awaitable) {
        switch (awaitable) {
            case CoroutineObject<?> object -> object.close();
            case GeneratorCoroutine<?> generator -> generator.close();
            case null, default -> {}
        }
    }
}
