package io.asyncio4j.internal.combine;

import io.asyncio4j.TaskGroup;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.TaskImpl;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tasks of a {@link TaskGroup} that are not done, in the order in which they were added. */
public final class GroupMembers {

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
        member.task.listen(member); // first of all: it may fail
        member.previous = last;
        if (last == null) {
            first = member;
        } else {
            last.next = member;
        }
        last = member;
        member.isIn = true;
        size++;
    }

    private void remove(Member member) {
        if (!member.isIn) {
            return;
        }
        member.isIn = false;
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

    /** Cancels each that was not cancelled by this before; if it fails, it can be called again. */
    void cancelAll() {
        for (Member member = first; member != null; member = member.next) {
            if (!member.cancelled) {
                member.task.cancel();
                member.cancelled = true;
            }
        }
    }

    /** One task, and in the same object the callback for its end. */
    final class Member extends FutureListener {

        final TaskImpl<?> task;
        // of a task that was added by start(), else null
        final @Nullable TaskStatusImpl<?> status;
        private final TaskImpl<?> parent;
        private final Consumer<Member> whenDone;
        private boolean cancelled;
        private boolean isIn;
        // whether its failure is among those of the group
        boolean isCounted;
        private @Nullable Member previous;
        private @Nullable Member next;

        /** @param parent the task that runs the group's block */
        Member(TaskImpl<?> task, @Nullable TaskStatusImpl<?> status, TaskImpl<?> parent,
                Consumer<Member> whenDone) {
            this.task = task;
            this.parent = parent;
            this.status = status;
            this.whenDone = whenDone;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            remove(this);
            whenDone.accept(this);
        }

        @Override
        public void addWaiters(Consumer<? super FutureImpl<?>> found) {
            found.accept(parent);
        }

        @Override
        public String toString() {
            return "taskGroup()";
        }
    }
}
