package io.asyncio4j.inspect;

import io.asyncio4j.EventLoopBuilder;
import java.util.List;

/**
 * What another thread, or another process, gets to know about a running loop; made by {@link EventLoopMXBean#report}.
 *
 * @param snapshot its tasks, the oldest first
 * @param omitted how many more tasks there are, which were too many to be shown
 * @param consistent whether the loop has answered itself, between two steps, so that everything fits together; if it was
 *     held for too long to do so, it was looked at from outside, and what goes on meanwhile may be half seen
 * @param holder the task or callback that held the loop then, as a text; empty if the loop has answered itself, or did
 *     so many things that none can be blamed
 * @param holderStack the frames in which that is, the newest first, each as {@code Type.method(File.java:line)}
 * @param lagMillis how long the loop took to find time for the question; or, if it has not, for how long it has been
 *     owing an answer to the oldest question
 * @param threads {@code carried} or {@code portable}, see {@link EventLoopBuilder.Threads}
 * @param statistics its numbers
 */
public record LoopReport(LoopSnapshot snapshot, long omitted, boolean consistent, String holder,
        List<String> holderStack, double lagMillis, String threads, LoopStatistics statistics) {

    public LoopReport {
        holderStack = List.copyOf(holderStack);
    }
}
