package io.asyncio4j.internal.combine;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.RaceResult;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.StackProbe;
import io.asyncio4j.spi.WaitedFor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code staggeredRace}: coroutines that start one after another, until the first one succeeds. */
/*
 * Each task starts the next one, which waits until this one has failed or the delay is over, and runs its own coroutine
 * then. So the starts come in order whatever the coroutines do, and cancelling the tasks stops the starts too.
 */
public final class StaggeredRace<T extends @Nullable Object> implements WaitedFor {

    private final LoopCore loop;
    private final @Nullable Duration delay;
    private final Iterator<? extends Coroutine<? extends T>> coroutines;
    private final Set<TaskImpl<?>> running = new LinkedHashSet<>();
    private final List<@Nullable Throwable> exceptions = new ArrayList<>();
    private int winnerIndex = RaceResult.NO_WINNER;
    private @Nullable T result;
    private @Nullable Throwable fatal;
    private @Nullable PromiseImpl<@Nullable Void> allDone;

    private StaggeredRace(LoopCore loop, List<? extends Coroutine<? extends T>> coroutines,
            @Nullable Duration delay) {
        this.loop = loop;
        this.coroutines = coroutines.iterator();
        this.delay = delay;
    }

    public static <T extends @Nullable Object> RaceResult<T> run(
            Collection<? extends Coroutine<? extends T>> coroutines, @Nullable Duration delay) {
        var all = List.copyOf(coroutines);
        try {
            LoopCore loop = LoopCore.running();
            loop.taskThatAwaits();
            return new StaggeredRace<T>(loop, all, delay).run();
        } finally { // those whose turn has not come
            all.forEach(Bodies::dispose);
        }
    }

    private RaceResult<T> run() {
        startNext(null);
        CancelledError cancellation = null;
        while (!running.isEmpty()) {
            PromiseImpl<@Nullable Void> allDone = loop.createFuture(this);
            this.allDone = allDone;
            try {
                allDone.await();
            } catch (CancelledError e) {
                if (loop.turns.unwinding) {
                    throw e;
                }
                // Without another round the tasks would outlive the race.
                cancellation = e;
                for (TaskImpl<?> task : List.copyOf(running)) {
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
    private void startNext(@Nullable PromiseImpl<@Nullable Void> previousFailed) {
        StackProbe.ensureToWalk(); // to wait for it, too, or to take it back
        PromiseImpl<@Nullable Void> counted = loop.createFuture(this);
        TaskImpl<?> task = loop.<@Nullable Void>createTask(TaskOptions.DEFAULT, new BodyWithoutResult(() -> {
            counted.await(); // an eager task would run before it is among those that the winner cancels
            if (previousFailed != null) {
                awaitFailureOrDelay(previousFailed);
            }
            runNext();
        }));
        try {
            running.add(task);
            task.listen(new OneDone(task));
            counted.setResult(null);
        } catch (VirtualMachineError e) { // no stack or memory: nobody waits for it, so nothing of it runs
            running.remove(task);
            task.mustCancel = true;
            counted.cancel();
            throw e;
        }
    }

    private void awaitFailureOrDelay(PromiseImpl<@Nullable Void> previousFailed) {
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
        PromiseImpl<@Nullable Void> failed = loop.createFuture(this);
        startNext(failed);
        int index = exceptions.size();
        exceptions.add(null);
        T value;
        try {
            value = coroutine.await();
        } catch (Throwable e) {
            if (Fatal.isFatal(e)) {
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
        TaskImpl<?> winner = loop.current();
        for (TaskImpl<?> task : List.copyOf(running)) {
            if (task != winner) {
                task.cancel();
            }
        }
    }

    @Override
    public String kind() {
        return "race";
    }

    @Override
    public String text() {
        return "staggeredRace, " + running.size() + " running";
    }

    private final class OneDone extends FutureListener {

        private final TaskImpl<?> task;

        OneDone(TaskImpl<?> task) {
            this.task = task;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            running.remove(task);
            if (running.isEmpty() && allDone != null) {
                allDone.setResultUnlessDone(null);
            }
            if (task.state() == FutureImpl.FAILED && fatal == null) { // others are reported: nobody takes them
                fatal = task.exception();
            }
        }

        @Override
        public void addWaiters(Consumer<? super FutureImpl<?>> found) {
            if (allDone != null) {
                found.accept(allDone);
            }
        }

        @Override
        public String toString() {
            return "staggeredRace()";
        }
    }
}
