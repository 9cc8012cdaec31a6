package io.asyncio4j.testkit.internal.stuck;

import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tasks that have ended and kept what others wait for: a lock, a permit. */
final class Keepers {

    private Keepers() {}

    /** {@return a line for each task of {@code loop}, as {@code snapshot} shows it, that waits for what an ended task has kept} */
    static String text(EventLoop loop, LoopSnapshot snapshot) {
        Map<Long, String> ended = new HashMap<>();
        EndedTask.of(loop).forEach(task -> ended.put(task.id(), task.name()));
        return snapshot.tasks().stream().map(task -> line(task, ended)).collect(Collectors.joining());
    }

    private static String line(TaskSnapshot task, Map<Long, String> ended) {
        WaitSnapshot wait = task.waitsFor();
        if (wait == null || !wait.kind().equals("lock") && !wait.kind().equals("semaphore")) {
            return "";
        }
        List<Long> keepers = wait.dependsOn();
        if (keepers.isEmpty() || !ended.keySet().containsAll(keepers)) {
            return "";
        }
        String names =
                keepers.stream().map(id -> "'" + ended.get(id) + "'").collect(Collectors.joining(", "));
        String what = wait.kind() + (wait.name().isEmpty() ? "" : " '" + wait.name() + "'");
        return "'" + task.name() + "' waits for the " + what + ", and " + names
                + (wait.certain() ? " has ended without releasing it"
                        : ", who used it last, " + (keepers.size() == 1 ? "has" : "have")
                                + " ended: was it released as often as it was acquired?")
                + "\n";
    }
}
