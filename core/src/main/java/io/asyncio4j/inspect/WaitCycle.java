package io.asyncio4j.inspect;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Tasks that wait for each other, directly or by way of locks, queues, gathers and the like: a deadlock, unless a
 * timeout or a cancellation breaks it. Made by {@link LoopSnapshot#waitCycles}.
 *
 * <p><b>From CPython:</b> {@code python -m asyncio pstree} finds cycles of awaits; those through locks are new.
 *
 * @param members the tasks, each of which waits for the next one, and the last one for the first
 */
public record WaitCycle(List<Member> members) {

    /**
     * One task of a cycle.
     *
     * @param task its number
     * @param name its name
     * @param waitsFor for what it waits, as in {@link WaitSnapshot#text}
     * @param stack the frames of user code in which it waits, the newest first, each as
     *     {@code Type.method(File.java:line)}
     */
    public record Member(long task, String name, String waitsFor, List<String> stack) {

        public Member {
            stack = List.copyOf(stack);
        }
    }

    public WaitCycle {
        members = List.copyOf(members);
    }

    /** {@return the tasks' numbers, and the first one again} */
    public List<Long> tasks() {
        var tasks = members.stream().map(Member::task).collect(Collectors.toList());
        tasks.add(members.getFirst().task());
        return tasks;
    }
}
