package io.asyncio4j.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What could be seen of one task at one moment: numbers and texts only, fit to be sent to another process.
 *
 * <p><b>From CPython:</b> a row of {@code python -m asyncio ps}.
 *
 * @param id the number that the task has on its loop
 * @param name its name, or the first 200 chars of it and how many there are
 * @param coroutine the name of the coroutine that it runs, shortened like that
 * @param state {@code new}, {@code ready} (waits for its turn), {@code running}, {@code waiting} or {@code off loop}
 *     (in {@code blocking}); with {@code ", cancelling"} behind it while a cancellation counts
 * @param stack the frames of user code in which it is, the newest first, each as {@code Type.method(File.java:line)};
 *     empty if it has not started, and if it runs a generator-based coroutine, which has no stack while it waits
 * @param awaitedBy the numbers of the tasks that wait for it, in the order in which they came
 * @param waitsFor what it waits for; null if its state is not {@code waiting}
 */
public record TaskSnapshot(long id, String name, String coroutine, String state, List<String> stack,
        List<Long> awaitedBy, @Nullable WaitSnapshot waitsFor) {

    public TaskSnapshot {
        stack = List.copyOf(stack);
        awaitedBy = List.copyOf(awaitedBy);
    }
}
