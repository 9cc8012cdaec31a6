package io.asyncio4j.inspect;

import java.util.ArrayList;
import java.util.List;

/**
 * Many tasks at one look, packed: a text that several of them have, as a name or a stack, is there once. Made by
 * {@link EventLoopMXBean#tasks} for tools that look again and again; {@link #tasks()} unpacks it.
 *
 * @param consistent whether the loop has answered itself; the tasks were then looked at in several short steps of it, so
 *     that two tasks may be a moment apart. If it was held, they were looked at from outside
 * @param stalled see {@link LoopSnapshot#stalled}
 * @param omitted how many more tasks there are, which were too many to be shown
 * @param texts all texts, each one once
 * @param stacks all stacks, each one once: the places in {@code texts} of its frames, the newest first
 * @param waits what tasks wait for, what is the same once: without the times, and of a sleep without the object
 * @param ids the tasks' numbers, the oldest first; what follows has one entry for each
 * @param names the place in {@code texts}
 * @param coroutines the same
 * @param states the same
 * @param stackOf the place in {@code stacks}
 * @param awaitedBy the numbers of the tasks that wait for it
 * @param waitOf the place in {@code waits}, or -1 if it does not wait
 */
public record TaskPage(boolean consistent, boolean stalled, long omitted, List<String> texts,
        List<List<Integer>> stacks, List<WaitSnapshot> waits, List<Long> ids, List<Integer> names,
        List<Integer> coroutines, List<Integer> states, List<Integer> stackOf, List<List<Long>> awaitedBy,
        List<Integer> waitOf) {

    public TaskPage {
        texts = List.copyOf(texts);
        stacks = List.copyOf(stacks);
        waits = List.copyOf(waits);
        ids = List.copyOf(ids);
        names = List.copyOf(names);
        coroutines = List.copyOf(coroutines);
        states = List.copyOf(states);
        stackOf = List.copyOf(stackOf);
        awaitedBy = List.copyOf(awaitedBy);
        waitOf = List.copyOf(waitOf);
    }

    /** {@return the tasks, the oldest first} What they have in common they share. */
    public List<TaskSnapshot> tasks() {
        var unpacked = new ArrayList<List<String>>(stacks.size());
        for (List<Integer> stack : stacks) {
            unpacked.add(stack.stream().map(texts::get).toList());
        }
        var tasks = new ArrayList<TaskSnapshot>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            int wait = waitOf.get(i);
            tasks.add(new TaskSnapshot(ids.get(i), texts.get(names.get(i)), texts.get(coroutines.get(i)),
                    texts.get(states.get(i)), unpacked.get(stackOf.get(i)), awaitedBy.get(i),
                    wait < 0 ? null : waits.get(wait)));
        }
        return tasks;
    }
}
