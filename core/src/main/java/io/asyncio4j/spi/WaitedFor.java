package io.asyncio4j.spi;

import java.util.function.Supplier;

/**
 * What tasks wait for when they await a future that was made for it: a lock, a queue, an answer. Libraries that let
 * tasks wait give it to {@code EventLoop.createFuture(WaitedFor)}, so that whoever looks at a waiting task sees more than
 * that it waits for some future.
 *
 * <p>It is kept by the future until that is done, and costs nothing more. It is asked only when somebody looks: by tasks
 * and callbacks of the loop, and by other threads while the loop runs. Those may see fields that are a little old, or do
 * not fit together, and get over whatever exception comes of it. All methods must be quick, must not change anything,
 * must not wait, and should call no code of users.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public interface WaitedFor {

    /** {@return something of that kind that nobody else waits for}, whose text is made when somebody looks */
    static WaitedFor of(String kind, Supplier<String> text) {
        return new WaitedFor() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public String text() {
                return text.get();
            }
        };
    }

    /** {@return what it is, for programs and for grouping}, such as {@code lock} */
    String kind();

    /** {@return the name that it was given, such as {@code db}; empty for none} */
    default String name() {
        return "";
    }

    /**
     * {@return what it is and how it stands, for people}, such as {@code Lock 'db' held}. It may end with {@code held}
     * if there is a {@link #holder}, as that task's name follows, and needs not count who waits.
     */
    String text();

    /** {@return the object that tasks wait for, if this stands for one of the ways of waiting for it} */
    default Object object() {
        return this;
    }

    /** {@return how many tasks wait for it, in the same line; 0 if that is not counted} */
    default int waiters() {
        return 0;
    }

    /** {@return how many items are in it, if it holds some, as a queue does; else -1} */
    default int items() {
        return -1;
    }

    /** {@return the number of the task that has it, without which nobody gets it; 0 if that is not known} */
    default long holder() {
        return 0;
    }

    /**
     * {@return the numbers of tasks that might end the wait}, as they have used the object before, such as those that
     * have taken items from a queue that is full; without duplicates
     */
    default long[] users() {
        return new long[0];
    }
}
