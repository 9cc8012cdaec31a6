package io.asyncio4j;

/**
 * Makes the tasks of a loop, in place of {@link EventLoop#newTask}. It may look at the coroutine, change the
 * options, keep the task; it must return a task of that loop.
 *
 * <p><b>From CPython:</b> the argument of {@code loop.set_task_factory}.
 */
@FunctionalInterface
public interface TaskFactory {

    /**
     * Starts tasks eagerly unless their options say otherwise.
     *
     * <p><b>From CPython:</b> {@code asyncio.eager_task_factory}.
     */
    TaskFactory EAGER = new TaskFactory() {
        @Override
        public Task<?> createTask(EventLoop loop, Coroutine<?> coroutine, TaskOptions options) {
            return loop.newTask(coroutine, options.eagerStart() == null ? options.eager() : options);
        }

        @Override
        public String toString() {
            return "TaskFactory.EAGER";
        }
    };

    /** {@return a task of {@code loop} that runs {@code coroutine}, made by {@link EventLoop#newTask}} */
    Task<?> createTask(EventLoop loop, Coroutine<?> coroutine, TaskOptions options);
}
