package io.asyncio4j.monitor.internal.timeline;

/**
 * Something that is wrong, or looks like it, as a sentence.
 *
 * @param kind what kind of thing, such as {@code long-step}
 * @param sentence for people
 * @param nanos where to look, in nanoseconds since the begin
 * @param task an index in the timeline's tasks, or {@link Timeline#NONE}
 * @param weight how bad, compared with others of its kind
 */
record Flag(String kind, String sentence, long nanos, int task, long weight) {}
