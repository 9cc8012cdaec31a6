package io.asyncio4j.sync;

/**
 * A snapshot of a {@link Queue}.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio and anyio have it.
 *
 * @param size how many items it held
 * @param maxsize how many it can hold; zero or less for any number
 * @param getters how many tasks waited for an item
 * @param putters how many tasks waited for a free slot
 * @param unfinishedTasks how many items had been put in and not been reported by {@link Queue#taskDone}
 * @param shutDown whether it was shut down
 */
public record QueueStatistics(
        int size, int maxsize, int getters, int putters, int unfinishedTasks, boolean shutDown) {}
