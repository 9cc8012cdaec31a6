package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An entry that is added where the stack ends is in the queue or it is not; the others keep their order. */
class ReadyQueueWithoutStackTest {

    private static final int FULL = 64;
    private static final long SMALL_STACK = 256 << 10;

    private final List<String> wrong = new ArrayList<>();
    private ReadyQueue queue;
    private boolean tried;

    @Test
    void addObject_whenTheStackEndsWhileARingGrows_leavesBothRingsInStep() throws InterruptedException {
        Thread thread = new Thread(null, this::tryDepths, "small stack", SMALL_STACK);
        thread.start();
        thread.join();
        assertThat(wrong).isEmpty();
    }

    private void tryDepths() {
        for (int i = 0; i < 300; i++) {
            queue = new ReadyQueue();
            tried = false;
            for (int j = 0; j < FULL; j++) {
                queue.addObject(j);
            }
            begin(i % 40);
            queue.addObject("last");
            check();
        }
    }

    private void begin(int padding) {
        if (padding > 0) {
            begin(padding - 1);
        } else {
            addAtTheEnd();
        }
    }

    // the innermost call that has room to try does so, and nobody else
    @SuppressWarnings("InfiniteRecursion") // it is the point
    private void addAtTheEnd() {
        try {
            addAtTheEnd();
        } catch (StackOverflowError e) {
            if (!tried) {
                queue.addObject("at the end");
                tried = true;
            }
        }
    }

    private void check() {
        List<Object> entries = new ArrayList<>();
        while (!queue.isEmpty() && queue.remove() == ReadyQueue.OBJECT) {
            entries.add(queue.removeObject());
        }
        for (int j = 0; j < FULL; j++) {
            if (!entries.get(j).equals(j)) {
                wrong.add("at " + j + ": " + entries.get(j));
            }
        }
        if (!entries.getLast().equals("last")) {
            wrong.add("at the end: " + entries.getLast());
        }
    }
}
