package io.asyncio4j.testkit.internal.stuck;

import org.jspecify.annotations.Nullable;

/**
 * That somebody has done something with an object.
 *
 * @param number in the order of a run
 * @param task the number of the task, or 0 for a callback
 * @param who its name
 * @param place where, or null if no code of the program was in it
 */
record Act(long number, long task, String who, @Nullable String place) {

    boolean isOfSamePlace(Act other) {
        return task == other.task && place != null && place.equals(other.place);
    }

    @Override
    public String toString() {
        return who + (place == null ? "" : " (" + place + ")");
    }
}
