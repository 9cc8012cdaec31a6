package io.asyncio4j;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of a {@link TaskGroup} that are not done, in the order in which they were added. */
final class GroupMembers {

    private @Nullable Member first;
    private @Nullable Member last;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    /** Adds {@code member}, which leaves by itself when its task is done, one tick later. */
    void add(Member member) {
        member.previous = last;
        if (last == null) {
            first = member;
        } else {
            last.next = member;
        }
        last = member;
        size++;
        member.task.listen(member);
    }

    private void remove(Member member) {
        Member previous = member.previous;
        Member next = member.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        size--;
    }

    void cancelAll() {
        for (Member member = first; member != null; member = member.next) {
            member.task.cancel();
        }
    }

    /** One task, and in the same object the callback for its end. */
    final class Member extends FutureListener {

        final Task<?> task;
        // of a task that was added by start(), else null
        final @Nullable TaskStatus<?> status;
        private final Task<?> parent;
        private final Consumer<Member> whenDone;
        private @Nullable Member previous;
        private @Nullable Member next;

        /** @param parent the task that runs the group's block */
        Member(Task<?> task, @Nullable TaskStatus<?> status, Task<?> parent, Consumer<Member> whenDone) {
            this.task = task;
            this.parent = parent;
            this.status = status;
            this.whenDone = whenDone;
        }

        @Override
        void call() {
            remove(this);
            whenDone.accept(this);
        }

        @Override
        void addAwaiters(Awaiters awaiters) {
            awaiters.add(parent);
        }

        @Override
        public String toString() {
            return "taskGroup()";
        }
    }
}
