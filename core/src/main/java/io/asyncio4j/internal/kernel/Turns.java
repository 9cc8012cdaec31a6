package io.asyncio4j.internal.kernel;

import io.asyncio4j.internal.queue.Inbox;
import io.asyncio4j.internal.queue.ReadyQueue;
import io.asyncio4j.internal.queue.Timers;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.internal.thread.TaskThreads;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.StackProbe;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a loop does, turn by turn, with the queues that only its holder touches. */
/*
 * One turn is CPython's _run_once: drop cancelled timers, decide how long to wait, wait and take the inbox,
 * move due timers, run what was ready at the start. Entries of the ready queue are tasks (a start or a
 * wake-up: a task is in it once at most) and handles.
 *
 * Most of a turn runs on the loop's own thread. Two steps are also taken by task threads, without going back
 * to it, because they find exactly what the loop's thread would run next:
 *   - a task that gives way and whose own wake-up heads the queue goes on (takeOwnWakeup);
 *   - a thread whose task has ended takes the next task if that was never started (next).
 * Both count the entry against the turn, and both may begin a turn, but only one that needs no waiting. The
 * order of events is the same as without them.
 */
public final class Turns implements TaskThread.Host {

    // fixed
    private final TaskRegistry tasks;
    private final LoopCore loop;
    private final Surroundings around;
    public final Poller poller;
    public final TaskThreads threads;
    private final boolean mustLook;

    // any thread
    public final Inbox inbox = new Inbox();

    // loop-confined
    private final Consumer<Object> intoReady = this::addReady;
    public final ReadyQueue ready = new ReadyQueue();
    public final Timers timers = new Timers();
    public int leftInTurn;
    public boolean stopping;
    private @Nullable Throwable fatal;
    // how many pieces of work are under way on other threads
    public int workElsewhere;
    public @Nullable HandleImpl runningHandle;

    // a task that must run its first step before its creator goes on, and the creators that wait for that
    private @Nullable TaskImpl<?> eagerStart;
    private final ArrayList<TaskImpl<?>> eagerCreators = new ArrayList<>(0);
    private int waitingCreators;
    // how many callbacks or generators on the loop's own thread wait for a step that they have started
    public int nestedSteps;

    // whether the current task has gone over to another stack of its own, where it goes on within the same step
    public boolean switching;

    // the channels that the loop watches, or null if it has never watched any
    public Surroundings.@Nullable Channels channels;

    // who is told of what happens, or null for nobody
    public @Nullable Observation observation;

    // loop-confined, but also read now and then by other threads, to whom a stale value does no harm: how many
    // steps and callbacks have begun, and whether the loop waits for something to do
    public long steps;
    public boolean idle;

    // who decides in place of first in, first out, and of other threads; null for nobody. Set before it runs, if at all
    public Surroundings.@Nullable Steering steering;

    // whether the loop's thread was interrupted; it gets the flag back when the loop stops
    private boolean interrupted;

    // while the loop is being closed: each await ends its task; how many did so since one was resumed
    public boolean unwinding;
    public int refusedAwaits;

    Turns(LoopCore loop, Surroundings around, Poller poller,
            Function<TaskThread.Host, TaskThreads> threads) {
        this.tasks = loop.tasks;
        this.loop = loop;
        this.around = around;
        this.poller = poller;
        this.mustLook = poller.mustLook();
        this.threads = threads.apply(this);
    }

    // Running.

    /** Runs turns on this thread until {@link #stopping} is set or something fatal is thrown. */
    public void runTurns(ContextImpl context) {
        loop.take(context);
        interrupted = Thread.interrupted();
        if (observation != null) {
            observation.runBegins();
        }
        try {
            do {
                loop.backOnLoopThread();
                turn();
            } while (!stopping);
        } finally {
            loop.backOnLoopThread();
            if (observation != null) {
                observation.runEnds();
            }
            stopping = false;
            idle = false;
            threads.endIdle();
            loop.release();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void turn() {
        timers.dropCancelled();
        long wait = stopping || !ready.isEmpty() ? 0
                : timers.isEmpty() ? Long.MAX_VALUE : timers.nanosToFirst(poller.nanoTime());
        if (wait > 0 && inbox.isEmpty() && (channels == null || channels.mayWait())) {
            waitForWork(wait);
        } else if (mustLook || channels != null && channels.isLookDue(steps)) {
            poller.poll(0, workElsewhere > 0);
            looked();
        }
        inbox.drainAsFarAsPossible(intoReady);
        moveDueTimers();
        turnBegins();
        if (steering != null) {
            steering.keepHouse();
        }
        while (leftInTurn > 0) {
            if (steering != null) {
                steering.chooseNext();
            }
            long ticket = ready.remove();
            leftInTurn--;
            if (ticket == ReadyQueue.OBJECT) {
                call(ready.removeObject());
            } else {
                TaskImpl<?> task = tasks.find(ticket);
                if (task != null) { // else a stray wake-up, as a stack that overflows within an await may leave one
                    step(task);
                }
            }
        }
    }

    private void turnBegins() {
        leftInTurn = ready.size();
        if (observation != null) {
            observation.turnBegins(leftInTurn);
        }
    }

    private void waitForWork(long nanos) {
        ready.trim();
        around.waits();
        if (observation != null) {
            observation.waitBegins(nanos);
        }
        idle = true;
        poller.poll(nanos, workElsewhere > 0);
        idle = false;
        looked();
        around.waited();
        interrupted |= Thread.interrupted();
        if (observation != null) {
            observation.waitEnds(timers.latenessOfFirst(poller.nanoTime()));
        }
    }

    private void looked() {
        if (channels != null) {
            channels.looked(steps);
        }
    }

    /** Begins a turn on a task's thread, if neither waiting nor the loop's own thread is needed for it. */
    private boolean beginTurn() {
        if (stopping || mustLook || ready.isEmpty() || channels != null && channels.isLookDue(steps)) {
            return false;
        }
        inbox.drainAsFarAsPossible(intoReady);
        if (!timers.isEmpty()) {
            timers.dropCancelled();
            moveDueTimers();
        }
        turnBegins();
        return true;
    }

    private void call(Object callback) {
        if (callback instanceof Sleep sleep) {
            if (!sleep.isDropped()) {
                end(sleep);
            }
        } else {
            call((HandleImpl) callback);
        }
    }

    private void end(Sleep sleep) {
        stepBegins(Sleep.END);
        try {
            sleep.end();
        } catch (OutOfMemoryError | StackOverflowError e) { // the next turn may have enough for the wake-up
            ready.addAgain(sleep);
        } finally {
            stepEnds();
        }
    }

    /** The one place that runs callbacks. */
    public void call(HandleImpl handle) {
        if (handle.cancelled()) {
            return;
        }
        stepBegins(handle);
        HandleImpl outer = runningHandle;
        runningHandle = handle;
        ContextImpl own = handle.context();
        if (own != null) {
            loop.exchangeContext(own);
        }
        try {
            handle.call();
        } catch (Throwable e) {
            Fatal.rethrow(e);
            if (e instanceof OutOfMemoryError && handle.isRepeatable()) {
                ready.addAgain(handle);
            } else {
                around.callbackFailed(handle, e, own != null ? own : loop.context());
            }
        } finally {
            loop.exchangeContext(null);
            runningHandle = outer;
            stepEnds();
        }
    }

    // Stepping tasks.

    /** Lets {@code task} run until it gives way or ends, and each task that is created eagerly meanwhile. */
    private void step(TaskImpl<?> task) {
        int creatorsOutside = waitingCreators;
        stepBegins(task);
        try {
            TaskImpl<?> running = task;
            while (true) {
                running.runOnLoopThread();
                TaskImpl<?> child = eagerStart;
                if (switching) {
                    switching = false;
                    running = Objects.requireNonNull(loop.current());
                } else if (child != null) {
                    eagerStart = null;
                    waitingCreators++;
                    running = child;
                    stepBegins(child);
                } else if (waitingCreators > creatorsOutside) {
                    waitingCreators--;
                    stepEnds();
                    running = eagerCreators.removeLast();
                } else {
                    break;
                }
            }
        } finally {
            loop.backOnLoopThread();
            stepEnds();
        }
        throwFatal();
    }

    private void stepBegins(LoopObserver.Step step) {
        steps++;
        if (observation != null) {
            observation.stepBegins(step);
        }
    }

    private void stepEnds() {
        if (observation != null) {
            observation.stepEnds();
        }
    }

    /** The running step ends and {@code task}'s begins, on a task's thread. */
    private void nextStep(TaskImpl<?> task) {
        leftInTurn--;
        steps++;
        if (observation != null) {
            observation.stepEnds();
            observation.stepBegins(task);
        }
    }

    /** Runs the first step of {@code child} now; called by its creator, on the loop's thread or in a task. */
    public void startEagerly(TaskImpl<?> child) {
        TaskImpl<?> creator = loop.current();
        if (creator == null || creator.thread() == null) {
            stepWithin(creator, child);
            return;
        }
        eagerCreators.add(creator);
        eagerStart = child;
        try {
            creator.giveWayToEagerChild();
        } finally {
            if (eagerStart != null) { // it could not give way
                eagerStart = null;
                eagerCreators.removeLast();
            }
        }
    }

    // A callback and a generator's step run on the loop's own thread, so the child can be stepped from within.
    private void stepWithin(@Nullable TaskImpl<?> generatorTask, TaskImpl<?> child) {
        StackProbe.ensure(); // a callback may be deep in its stack, and who gives the loop away there must be able to get it back
        ContextImpl entered = loop.entered();
        nestedSteps++;
        try {
            step(child);
        } finally {
            nestedSteps--;
            loop.setCurrent(generatorTask);
            loop.exchangeContext(entered);
        }
    }

    /** Keeps something that ends the loop until whoever shall throw it has the loop. */
    public void exitWith(Throwable fatal) {
        this.fatal = fatal;
    }

    /** Throws what a task that has just run wants to end the loop with. */
    public void throwFatal() {
        Throwable fatal = this.fatal;
        if (fatal != null) {
            this.fatal = null;
            throw Unchecked.rethrow(fatal);
        }
    }

    /** Says whether the queue's next entry is {@code task}'s own wake-up, and takes it if so. */
    public boolean takeOwnWakeup(TaskImpl<?> task) {
        if (ready.peek() != task.ticket() || !mayTakeNext()) {
            return false;
        }
        ready.remove();
        nextStep(task);
        return true;
    }

    /** Says whether the queue's next entry is next indeed, and nobody waits for the running task's step to end. */
    private boolean mayTakeNext() {
        return waitingCreators == 0 && nestedSteps == 0 && (leftInTurn > 0 || beginTurn());
    }

    @Override
    public void run(Object body) {
        if (body instanceof TaskImpl<?> task) {
            task.main();
        } else {
            ((Runnable) body).run();
        }
    }

    @Override
    public @Nullable Object next(TaskThread thread) {
        long ticket = ready.peek();
        if (unwinding || switching || ticket < 0) {
            return null;
        }
        TaskImpl<?> task = tasks.find(ticket);
        if (task == null || !task.canStartOnAnyThread() || fatal != null || !mayTakeNext()) {
            return null;
        }
        ready.remove();
        nextStep(task);
        task.startOn(thread);
        return task;
    }

    // Work on other threads, which keeps a virtual clock from jumping.

    public void workLeaves() {
        workElsewhere++;
    }

    public void workReturns() {
        workElsewhere--;
    }

    /** Puts an entry in from any thread and wakes the loop for it. */
    public void enqueueFromOutside(Object entry) {
        if (steering == null || !steering.takesFromOutside(entry)) {
            letIn(entry);
        }
    }

    /** As {@link #enqueueFromOutside}, for who has been asked. */
    public void letIn(Object entry) {
        if (inbox.put(entry)) {
            poller.wakeup();
        }
    }

    /**
     * Appends to the ready queue, behind what other threads have put in before: if they did so before the caller
     * got here, the caller's entry comes later.
     */
    public void enqueue(Object entry) {
        if (!inbox.isEmpty() && !unwinding) {
            inbox.drainAsFarAsPossible(intoReady);
        }
        addReady(entry);
    }

    private void addReady(Object entry) {
        if (entry instanceof TaskImpl<?> task) {
            ready.addTicket(task.ticket());
        } else {
            ready.addObject(entry);
        }
    }

    /** Takes {@code task}'s wake-up back if it is the last entry, for a task that could not give way. */
    public void takeBack(TaskImpl<?> task) {
        ready.removeLast(task.ticket());
        leftInTurn = Math.min(leftInTurn, ready.size());
    }

    private void moveDueTimers() {
        if (!timers.isEmpty()) {
            timers.moveDue(poller.nanoTime(), ready);
        }
    }
}
