package io.asyncio4j.conformance;

import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import org.jspecify.annotations.Nullable;

/** Statements about locks and queues. */
final class SyncStatements {

    private final Execution run;
    private final Interpreter interpreter;

    SyncStatements(Execution run, Interpreter interpreter) {
        this.run = run;
        this.interpreter = interpreter;
    }

    /** Runs {@code s} if it is one of these. */
    boolean run(Statement s) throws Exception {
        return make(s) || useLock(s) || useQueue(s);
    }

    private boolean make(Statement s) throws Exception {
        Object made = switch (s.op()) {
            case "lock" -> new Lock();
            case "event" -> new Event();
            case "condition" ->
                    s.has("lock") ? new Condition(run.get(s.string("lock"), Lock.class)) : new Condition();
            case "semaphore" -> new Semaphore(s.number("value", 1));
            case "bounded-semaphore" -> new BoundedSemaphore(s.number("value", 1));
            case "barrier" -> new Barrier(s.number("parties", 1));
            case "queue" -> new Queue<Integer>(s.number("size", 0));
            case "lifo-queue" -> new LifoQueue<Integer>(s.number("size", 0));
            case "priority-queue" -> new PriorityQueue<Integer>(s.number("size", 0));
            default -> null;
        };
        if (made != null) {
            run.put(s.string("var"), made);
        }
        return made != null;
    }

    private boolean useLock(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "acquire" -> {
                acquire(run.get(of, Object.class));
                run.say("acquired " + of);
            }
            case "release" -> {
                release(run.get(of, Object.class));
                run.say("released " + of);
            }
            case "clear" -> {
                run.get(of, Event.class).clear();
                run.say("clear " + of);
            }
            case "wait-event" -> {
                run.get(of, Event.class).await();
                run.say("seen " + of);
            }
            case "wait-condition" -> {
                run.get(of, Condition.class).await();
                run.say("woken by " + of);
            }
            case "wait-until" -> {
                int[] number = run.get(s.string("number"), int[].class);
                run.get(of, Condition.class).waitFor(() -> number[0] >= s.number("least", 0));
                run.say(s.string("number") + " is " + number[0]);
            }
            case "notify" -> {
                run.get(of, Condition.class).signal(s.number("times", 1));
                run.say("notify " + of);
            }
            case "notify-all" -> {
                run.get(of, Condition.class).signalAll();
                run.say("notify-all " + of);
            }
            case "wait-barrier" ->
                    run.say("passed " + of + " as " + run.get(of, Barrier.class).await());
            case "reset" -> {
                run.get(of, Barrier.class).reset();
                run.say("reset " + of);
            }
            case "abort" -> {
                run.get(of, Barrier.class).abort();
                run.say("abort " + of);
            }
            case "inspect" -> run.say("inspect " + of + ": " + inspect(run.get(of, Object.class)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean useQueue(Statement s) throws Exception {
        String of = s.string("of");
        switch (s.op()) {
            case "put" -> {
                queue(of).put(s.number("item", 0));
                run.say("put " + s.number("item", 0));
            }
            case "put-nowait" -> {
                queue(of).putNowait(s.number("item", 0));
                run.say("put " + s.number("item", 0));
            }
            case "get" -> run.say("got " + queue(of).get());
            case "get-nowait" -> run.say("got " + queue(of).getNowait());
            case "task-done" -> {
                queue(of).taskDone();
                run.say("task-done " + of);
            }
            case "join" -> {
                queue(of).join();
                run.say("joined " + of);
            }
            case "shutdown" -> {
                queue(of).shutdown(s.has("immediate"));
                run.say("shutdown " + of);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // all items of scenarios are numbers
    private Queue<Integer> queue(String name) throws Exception {
        return run.get(name, Queue.class);
    }

    private static Held acquire(Object lock) {
        return switch (lock) {
            case Lock own -> own.acquire();
            case Condition condition -> condition.acquire();
            case Semaphore semaphore -> semaphore.acquire();
            default -> throw new IllegalStateException(lock.toString());
        };
    }

    private static void release(Object lock) {
        switch (lock) {
            case Lock own -> own.release();
            case Condition condition -> condition.release();
            case Semaphore semaphore -> semaphore.release();
            default -> throw new IllegalStateException(lock.toString());
        }
    }

    /** Runs the block of {@code with}. What the release throws displaces what the block throws, as in Python. */
    Interpreter.@Nullable Returned within(Statement s, @Nullable Throwable handled) throws Exception {
        Object lock = run.get(s.string("of"), Object.class);
        Interpreter.Returned result;
        if (lock instanceof Barrier barrier) {
            try (Barrier.Arrival arrival = barrier.enter()) {
                run.say("in " + s.string("of") + " as " + arrival.index());
                result = interpreter.block(s.body(), handled);
            }
            run.say("left " + s.string("of"));
            return result;
        }
        Held held = acquire(lock);
        try {
            run.say("in " + s.string("of"));
            result = interpreter.block(s.body(), handled);
        } finally {
            held.close();
        }
        run.say("left " + s.string("of"));
        return result;
    }

    private static String inspect(Object object) {
        return switch (object) {
            case Lock lock ->
                    (lock.locked() ? "locked" : "unlocked") + " waiters " + lock.statistics().waiters();
            case Event event ->
                    (event.isSet() ? "set" : "unset") + " waiters " + event.statistics().waiters();
            case Condition condition ->
                    (condition.locked() ? "locked" : "unlocked") + " waiters "
                            + condition.statistics().waiters();
            case Semaphore semaphore ->
                    (semaphore.locked() ? "locked" : "unlocked") + " value " + semaphore.statistics().value()
                            + " waiters " + semaphore.statistics().waiters();
            case Barrier barrier ->
                    "waiting " + barrier.nWaiting() + " of " + barrier.parties()
                            + (barrier.broken() ? " broken" : "");
            case Queue<?> queue ->
                    "size " + queue.qsize() + " getters " + queue.statistics().getters() + " putters "
                            + queue.statistics().putters() + " unfinished "
                            + queue.statistics().unfinishedTasks() + (queue.full() ? " full" : "")
                            + (queue.empty() ? " empty" : "");
            default -> throw new IllegalStateException(object.toString());
        };
    }
}
