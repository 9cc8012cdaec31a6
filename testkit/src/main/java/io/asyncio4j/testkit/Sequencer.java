package io.asyncio4j.testkit;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the moves of several tasks in line: {@code at(n)} waits until the moves 0 to n - 1 have begun and their tasks have
 * come to an await.
 *
 * <pre>{@code
 * var seq = new Sequencer();
 * createTask(() -> { seq.at(0); lock.acquire(); seq.at(2); lock.release(); });
 * createTask(() -> { seq.at(1); lock.acquire(); });    // comes between the two
 * }</pre>
 *
 * <p>For the tasks of one loop.
 *
 * <p><b>Cancellation:</b> a task that is cancelled while it waits passes its number on, so that the others do not wait for
 * ever.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio's {@code Sequencer} is the model.
 */
public final class Sequencer {

    private final Map<Integer, Promise<@Nullable Void>> waiting = new HashMap<>();
    private final List<Integer> passed = new ArrayList<>();
    private final Set<Integer> skipped = new HashSet<>();
    private int next;
    // whether a move has begun whose task has not come to an await yet
    private boolean underWay;

    public Sequencer() {}

    /**
     * Waits for the turn of {@code number}.
     *
     * @throws IllegalStateException if a task has taken that number already
     */
    public void at(int number) {
        if (number < next || waiting.containsKey(number)) {
            throw new IllegalStateException(
                    "number " + number
                            + " of the sequence is taken already; each is for one move of one task");
        }
        Promise<@Nullable Void> turn = EventLoop.running().createFuture();
        waiting.put(number, turn);
        letNextBegin();
        try {
            turn.await();
        } catch (Throwable e) {
            if (waiting.remove(number, turn)) {
                skipped.add(number);
            }
            throw e;
        }
        passed.add(number);
    }

    private void letNextBegin() {
        while (skipped.remove(next)) {
            next++;
        }
        Promise<@Nullable Void> turn = underWay ? null : waiting.remove(next);
        if (turn == null) {
            return;
        }
        next++;
        underWay = true;
        turn.setResult(null);
        // behind the task that has just been woken, so that its move comes first
        turn.addDoneCallback(_ -> {
            underWay = false;
            letNextBegin();
        });
    }

    /** {@return the numbers whose moves have begun, in the order in which they did} */
    public List<Integer> passed() {
        return List.copyOf(passed);
    }

    @Override
    public String toString() {
        return "<Sequencer next=" + next + " waiting=" + waiting.keySet().stream().sorted().toList() + ">";
    }
}
