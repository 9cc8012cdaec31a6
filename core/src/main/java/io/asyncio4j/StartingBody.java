package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** The coroutine of a task that tells {@link TaskGroup#start} when it is ready. */
record StartingBody<V extends @Nullable Object>(VoidBlock<? super TaskStatus<V>> body, TaskStatus<V> status)
        implements Coroutine<@Nullable Void> {

    @Override
    public @Nullable Void await() throws Exception {
        body.run(status);
        return null;
    }
}
