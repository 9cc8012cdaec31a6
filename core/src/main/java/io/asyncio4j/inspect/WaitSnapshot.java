package io.asyncio4j.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task waits for at one moment: numbers and texts only, fit to be sent to another process.
 *
 * <p>It is found out when somebody looks, from the future that the task awaits and what that future was made for; a
 * program that nobody looks at does nothing for it.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 *
 * @param kind what it is: {@code task}, {@code future}, {@code sleep}, {@code gather}, {@code wait}, {@code as completed},
 *     {@code task group}, {@code start}, {@code race}, {@code shield}, {@code lock}, {@code condition}, {@code event},
 *     {@code semaphore}, {@code barrier}, {@code queue}, {@code channel}, {@code thread}, {@code stage}; or what a
 *     library calls what it lets tasks wait for
 * @param name the name that was given to it, such as that of a lock; of a task its name; empty if it has none; of a long
 *     one the first 200 chars and how many there are
 * @param object tells what it is from others of its kind: the same number each time that anybody looks at any task which
 *     waits for the same object, and another one for another object, but for a chance of one in a million or less
 * @param text all of it in a few words for people, such as {@code Lock 'db' held by Task 'writer' (3 wait)}
 * @param waiters how many tasks wait for it, in the same line; 0 if that is not counted
 * @param dependsOn the numbers of the tasks that can end the wait: the one that holds a lock, the one that is
 *     awaited; and of a queue and a semaphore those that have used it lately, as far as they are known. A gather,
 *     a group and the like have none here: the tasks that they wait for name the waiting one in
 *     {@link TaskSnapshot#awaitedBy}. Tasks that the snapshot does not show may be among them
 * @param certain whether the wait cannot end before one of the tasks in {@code dependsOn} goes on. Of queues and
 *     semaphores it is not: any task may put something in
 * @param leftMillis of a sleep how long it will still take, in milliseconds; 0 if it is over and the task has not run
 *     since; else null, and if there are too many timers to look for it
 * @param timeoutMillis when the first of the timeouts around the wait ends it, in milliseconds from now; null if there is
 *     none, or too many timers to look for it
 * @param createdAt in debug mode, where the future was made that it waits for, as {@code Type.method(File.java:line)};
 *     else empty
 */
public record WaitSnapshot(String kind, String name, long object, String text, int waiters,
        List<Long> dependsOn,
        boolean certain, @Nullable Double leftMillis, @Nullable Double timeoutMillis, String createdAt) {

    public WaitSnapshot {
        dependsOn = List.copyOf(dependsOn);
    }
}
