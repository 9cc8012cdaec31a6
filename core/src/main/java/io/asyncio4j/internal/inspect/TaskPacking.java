package io.asyncio4j.internal.inspect;

import io.asyncio4j.inspect.TaskPage;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Packs tasks into a {@link TaskPage}. */
final class TaskPacking {

    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> placesOfTexts = new HashMap<>();
    private final List<List<Integer>> stacks = new ArrayList<>();
    private final Map<List<Integer>, Integer> placesOfStacks = new HashMap<>();
    // most stacks are the very lists of another task or look
    private final IdentityHashMap<List<String>, Integer> met = new IdentityHashMap<>();

    private final List<WaitSnapshot> waits = new ArrayList<>();
    private final Map<WaitSnapshot, Integer> placesOfWaits = new HashMap<>();

    private TaskPacking() {}

    static TaskPage pack(List<TaskSnapshot> tasks, long omitted, boolean consistent, boolean stalled) {
        var packing = new TaskPacking();
        var ids = new ArrayList<Long>(tasks.size());
        var names = new ArrayList<Integer>(tasks.size());
        var coroutines = new ArrayList<Integer>(tasks.size());
        var states = new ArrayList<Integer>(tasks.size());
        var stackOf = new ArrayList<Integer>(tasks.size());
        var awaitedBy = new ArrayList<List<Long>>(tasks.size());
        var waitOf = new ArrayList<Integer>(tasks.size());
        for (TaskSnapshot task : tasks) {
            ids.add(task.id());
            names.add(packing.text(task.name()));
            coroutines.add(packing.text(task.coroutine()));
            states.add(packing.text(task.state()));
            stackOf.add(packing.stack(task.stack()));
            awaitedBy.add(task.awaitedBy());
            waitOf.add(packing.wait(task.waitsFor()));
        }
        return new TaskPage(consistent, stalled, omitted, packing.texts, packing.stacks, packing.waits, ids,
                names, coroutines, states, stackOf, awaitedBy, waitOf);
    }

    // Each sleep is an object of its own, of which nobody wants to know which: 10,000 sleepers are to be one.
    private int wait(@Nullable WaitSnapshot wait) {
        if (wait == null) {
            return -1;
        }
        var plain = new WaitSnapshot(wait.kind(), wait.name(),
                wait.kind().equals("sleep") ? 0 : wait.object(),
                wait.text(), wait.waiters(), wait.dependsOn(), wait.certain(), null, null, wait.createdAt());
        return placesOfWaits.computeIfAbsent(plain, _ -> {
            waits.add(plain);
            return waits.size() - 1;
        });
    }

    private int text(String text) {
        return placesOfTexts.computeIfAbsent(text, _ -> {
            texts.add(text);
            return texts.size() - 1;
        });
    }

    private int stack(List<String> frames) {
        return met.computeIfAbsent(frames, _ -> {
            List<Integer> places = frames.stream().map(this::text).toList();
            return placesOfStacks.computeIfAbsent(places, _ -> {
                stacks.add(places);
                return stacks.size() - 1;
            });
        });
    }
}
