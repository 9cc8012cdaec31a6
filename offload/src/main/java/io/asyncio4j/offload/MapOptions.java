package io.asyncio4j.offload;

/**
 * How a {@link Offload#map map} goes about it. Start with {@link #DEFAULT}.
 *
 * @param ordered whether results come in the order of the elements, or each as soon as it is there
 * @param limit how many calls may be under way or have a result that was not taken yet; 0 for twice as many as run at a
 *     time
 * @param chunkSize how many elements go into one call; more for elements that take less than a millisecond each
 */
public record MapOptions(boolean ordered, int limit, int chunkSize) {

    /** In order, twice as many calls as run at a time, one element each. */
    public static final MapOptions DEFAULT = new MapOptions(true, 0, 1);

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if {@code limit} is negative or {@code chunkSize} is less than 1
     */
    public MapOptions {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "the limit of a map must be 1 or more, or 0 for the default, not " + limit);
        }
        if (chunkSize < 1) {
            throw new IllegalArgumentException(
                    "a chunk of a map must have 1 element or more, not " + chunkSize);
        }
    }

    /** {@return the same, with results as they come} */
    public MapOptions asTheyCome() {
        return new MapOptions(false, limit, chunkSize);
    }

    /** {@return the same, with at most {@code limit} calls under way} */
    public MapOptions limit(int limit) {
        return new MapOptions(ordered, limit, chunkSize);
    }

    /** {@return the same, with {@code chunkSize} elements a call} */
    public MapOptions chunks(int chunkSize) {
        return new MapOptions(ordered, limit, chunkSize);
    }
}
