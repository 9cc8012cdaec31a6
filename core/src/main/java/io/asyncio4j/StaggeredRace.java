package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code staggeredRace}: coroutines that start one after another, until the first one succeeds. */
/*
 * Each task starts the next one, which waits until this one has failed or the delay is over, and runs its own coroutine
 * then. So the starts come in order whatever the coroutines do, and cancelling the tasks stops the starts too.
 */
final class StaggeredRace<T extends @Nullable Object> {

    private final EventLoop loop;
    private final @Nullable Duration delay;
    private final Iterator<? extends Coroutine<? extends T>> coroutines;
    private final Set<Task<?>> running = new LinkedHashSet<>();
    private final List<@Nullable Throwable> exceptions = new ArrayList<>();
    private int winnerIndex = RaceResult.NO_WINNER;
    private @Nullable T result;
    private @Nullable Throwable fatal;
    private @Nullable Promise<@Nullable Void> allDone;

    private StaggeredRace(EventLoop loop, List<? extends Coroutine<? extends T>> coroutines,
            @Nullable Duration delay) {
        this.loop = loop;
        this.coroutines = coroutines.iterator();
        this.delay = delay;
    }

    static <T extends @Nullable Object> RaceResult<T> run(
            Collection<? extends Coroutine<? extends T>> coroutines, @Nullable Duration delay) {
        var all = List.copyOf(coroutines);
        try {
            EventLoop loop = EventLoop.running();
            loop.taskThatAwaits();
            return new StaggeredRace<T>(loop, all, delay).run();
        } finally { // those whose turn has not come
            all.forEach(Coroutines::dispose);
        }
    }

    private RaceResult<T> run() {
        startNext(null);
        CancelledError cancellation = null;
        while (!running.isEmpty()) {
            Promise<@Nullable Void> allDone = loop.createFuture();
            this.allDone = allDone;
            try {
                allDone.await();
            } catch (CancelledError e) {
                if (loop.unwinding) {
                    throw e;
                }
                // Without another round the tasks would outlive the race.
                cancellation = e;
                for (Task<?> task : List.copyOf(running)) {
                    task.cancel(e.message());
                }
            }
        }
        if (fatal != null) {
            throw Unchecked.rethrow(fatal);
        }
        if (cancellation != null) {
            throw cancellation;
        }
        return new RaceResult<>(result, winnerIndex, Collections.unmodifiableList(exceptions));
    }

    /** Starts a task that takes the next coroutine once {@code previousFailed} is done or the delay is over. */
    private void startNext(@Nullable Promise<@Nullable Void> previousFailed) {
        Promise<@Nullable Void> counted = loop.createFuture();
        Task<?> task = loop.<@Nullable Void>createTask(new BodyWithoutResult(() -> {
            counted.await(); // an eager task would run before it is among those that the winner cancels
            if (previousFailed != null) {
                awaitFailureOrDelay(previousFailed);
            }
            runNext();
        }));
        running.add(task);
        task.listen(new OneDone(task));
        counted.setResult(null);
    }

    private void awaitFailureOrDelay(Promise<@Nullable Void> previousFailed) {
        try {
            WaitingFor.waitFor((Coroutine<@Nullable Void>) previousFailed::await, delay);
        } catch (TimeoutException e) {
            // the previous one takes long, so this one starts beside it
        }
    }

    private void runNext() {
        if (!coroutines.hasNext()) {
            return;
        }
        Coroutine<? extends T> coroutine = coroutines.next();
        Promise<@Nullable Void> failed = loop.createFuture();
        startNext(failed);
        int index = exceptions.size();
        exceptions.add(null);
        T value;
        try {
            value = coroutine.await();
        } catch (Throwable e) {
            if (LoopExit.isFatal(e)) {
                throw Unchecked.rethrow(e);
            }
            exceptions.set(index, e);
            failed.setResultUnlessDone(null);
            return;
        }
        if (winnerIndex != RaceResult.NO_WINNER) { // it was cancelled by the winner, and has refused
            exceptions.set(index, new CancelledError());
            return;
        }
        winnerIndex = index;
        result = value;
        Task<?> winner = loop.current();
        for (Task<?> task : List.copyOf(running)) {
            if (task != winner) {
                task.cancel();
            }
        }
    }

    private final class OneDone extends FutureListener {

        private final Task<?> task;

        OneDone(Task<?> task) {
            this.task = task;
        }

        @Override
        void call() {
            running.remove(task);
            if (running.isEmpty() && allDone != null) {
                allDone.setResultUnlessDone(null);
            }
            Throwable e = task.cancelled() ? null : task.exception();
            if (e != null && fatal == null) {
                fatal = e;
            }
        }

        @Override
        void addAwaiters(Awaiters awaiters) {
            if (allDone != null) {
                awaiters.addThoseOf(allDone);
            }
        }

        @Override
        public String toString() {
            return "staggeredRace()";
        }
    }
}
