package io.asyncio4j.internal.combine;

import io.asyncio4j.TaskStatus;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.internal.body.OwnBody;
import io.asyncio4j.internal.text.Names;
import org.jspecify.annotations.Nullable;

/** The coroutine of a task that tells {@link io.asyncio4j.TaskGroup#start} when it is ready. */
final class StartingBody<V extends @Nullable Object> extends OwnBody<@Nullable Void> {

    private final VoidBlock<? super TaskStatus<V>> body;
    private final TaskStatus<V> status;

    StartingBody(VoidBlock<? super TaskStatus<V>> body, TaskStatus<V> status) {
        this.body = body;
        this.status = status;
    }

    @Override
    public @Nullable Void await() throws Exception {
        body.run(status);
        return null;
    }

    @Override
    public String bodyName() {
        return Names.of(body) + "()";
    }

    @Override
    public Object remains() {
        return body.getClass();
    }

    @Override
    public String toString() {
        return "StartingBody[body=" + body + ", status=" + status + "]";
    }
}
