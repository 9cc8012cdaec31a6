package io.asyncio4j.conformance;

import java.util.Locale;

/** What a variable of a scenario holds. */
enum Kind {
    TASK,
    CORO,
    /** Something that can be awaited and is none of the others. */
    PLAIN,
    FUTURE,
    /** A future that others complete, as {@code gather} makes. */
    AGGREGATE,
    HANDLE,
    TIMEOUT,
    GROUP,
    STREAM,
    LOCK,
    EVENT,
    CONDITION,
    SEMAPHORE,
    BARRIER,
    QUEUE,
    NUMBER,
    VARIABLE,
    CONTEXT,
    GENERATOR,
    RUNNER,
    LOOP,
    /** What a thread gets for a coroutine that it hands in. */
    JOB,
    SERVER,
    /** The two streams of one end. */
    CONNECTION,
    PROCESS;

    static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
