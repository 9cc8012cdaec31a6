package io.asyncio4j.internal.generate;

import io.asyncio4j.Awaitable;
import io.asyncio4j.Generator;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.SteppedBody;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Unchecked;
import org.jspecify.annotations.Nullable;

/** A generator as a coroutine: a task steps it without a thread, another coroutine awaits it step by step. */
public final class GeneratorCoroutine<T extends @Nullable Object> extends SteppedBody<T> {

    private final String name;
    private final Generator<T> generator;
    private boolean started;
    private boolean ended;

    public GeneratorCoroutine(String name, Generator<T> generator) {
        this.name = name;
        this.generator = generator;
    }

    @Override
    public String bodyName() {
        return name + "()";
    }

    @Override
    public Object remains() {
        return this;
    }

    @Override
    public boolean isStarted() {
        return started;
    }

    /** Takes one step: raises {@code error} if there is one, else sends {@code value}. */
    Generator.Step<T> step(@Nullable Object value, @Nullable Throwable error) throws Exception {
        if (ended) {
            throw new IllegalStateException("cannot reuse already awaited coroutine: " + this);
        }
        if (!started && error != null) {
            ended = true; // nothing of it has run, so nothing of it can handle the error
            throw Unchecked.rethrow(error);
        }
        started = true;
        boolean goesOn = false;
        try {
            var step = error != null ? generator.raise(error) : generator.send(value);
            goesOn = step instanceof Generator.Yield<T>;
            return step;
        } finally {
            ended = !goesOn;
        }
    }

    @Override
    public T await() throws Exception {
        if (started) {
            throw new IllegalStateException(
                    (ended ? "cannot reuse already awaited coroutine: "
                            : "coroutine is being awaited already: ")
                            + this);
        }
        Object value = null;
        Throwable error = null;
        while (true) {
            switch (step(value, error)) {
                case Generator.Return<T> done -> {
                    return done.value();
                }
                case Generator.Yield<T> yielded -> {
                    value = null;
                    error = null;
                    try {
                        value = await(yielded.awaitable());
                    } catch (Throwable e) { // the generator's to handle
                        error = e;
                    }
                }
            }
        }
    }

    private static @Nullable Object await(@Nullable Awaitable<?> awaitable) throws Exception {
        if (awaitable != null) {
            return awaitable.await();
        }
        LoopCore loop = LoopCore.running();
        loop.taskThatAwaits().yieldNow(loop.turns);
        return null;
    }

    @Override
    public void step(TaskImpl<T> task) {
        GeneratorSteps.run(task, this);
    }

    @Override
    public void dispose() {
        if (!ended) {
            ended = true;
            if (started) {
                generator.close();
            }
        }
    }

    @Override
    public String toString() {
        return "<generator-based coroutine " + name
                + (ended ? " closed>" : started ? " suspended>" : " created>");
    }
}
