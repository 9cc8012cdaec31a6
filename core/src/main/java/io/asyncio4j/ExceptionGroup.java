package io.asyncio4j;

import io.asyncio4j.internal.look.AwaitTraceImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Unchecked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several exceptions at once, as a {@link TaskGroup} throws them. A member may be a group itself.
 *
 * <p>{@link #handle} does what {@code except*} does in Python: each clause gets the exceptions of its type,
 * wherever they are in the group, and what no clause took is thrown on.
 *
 * <pre>{@code
 * try {
 *     taskGroup(g -> { ... });
 * } catch (ExceptionGroup failures) {
 *     failures.handle(
 *             except(IOException.class, lost -> log(lost.size() + " connections lost")),
 *             except(TimeoutException.class, late -> retry()));
 * }
 * }</pre>
 *
 * <p>The members are also {@linkplain #getSuppressed suppressed} exceptions of the group, so that every stack trace
 * shows them, that of an exception whose cause the group is included. A group whose {@linkplain #getCause cause} is its
 * first member, as with those of a {@code TaskGroup}, names its first failure in {@link #getMessage}.
 *
 * <p><b>Errors:</b> a group without members is an {@link IllegalArgumentException}.
 *
 * <p><b>From CPython:</b> {@code ExceptionGroup} and {@code BaseExceptionGroup} in one: a member may be any
 * throwable, an {@link Error} too.
 */
public class ExceptionGroup extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String message;
    private final List<Throwable> exceptions;

    /**
     * @param exceptions the members, one at least
     * @throws IllegalArgumentException if there are none
     */
    @SuppressWarnings("this-escape") // to Throwable's own final method
    public ExceptionGroup(String message, Collection<? extends Throwable> exceptions) {
        super(text(message, exceptions.size()));
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("an ExceptionGroup needs one exception at least: " + message);
        }
        this.message = message;
        this.exceptions = List.copyOf(exceptions);
        for (Throwable e : this.exceptions) {
            addSuppressed(e);
        }
    }

    private static String text(String message, int size) {
        return Objects.requireNonNull(message, "message") + " (" + size
                + (size == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    /** {@return the message and the number of members; then the first failure, if that is also the cause} */
    @Override
    public String getMessage() {
        String text = Objects.requireNonNull(super.getMessage());
        Throwable first = exceptions.getFirst();
        if (getCause() != first) {
            return text;
        }
        while (first instanceof ExceptionGroup group) {
            first = group.exceptions.getFirst();
        }
        try {
            return text + ": " + first;
        } catch (RuntimeException e) { // its message may be made of anything
            return text + ": " + first.getClass().getName();
        }
    }

    /** {@return the message that it was made with}, to which {@link #getMessage} adds the number of members. */
    public final String message() {
        return message;
    }

    /** {@return the members, in the order in which they were collected} */
    public final List<Throwable> exceptions() {
        return exceptions;
    }

    /** {@return the exceptions in this group and in the groups within it, without the groups themselves} */
    public final List<Throwable> leaves() {
        return leaves(Throwable.class);
    }

    /** {@return the {@link #leaves} that are of {@code type}} */
    public final <X extends Throwable> List<X> leaves(Class<X> type) {
        var leaves = new ArrayList<X>();
        collectLeaves(Objects.requireNonNull(type, "type"), leaves);
        return Collections.unmodifiableList(leaves);
    }

    private <X extends Throwable> void collectLeaves(Class<X> type, List<X> leaves) {
        for (Throwable e : exceptions) {
            if (e instanceof ExceptionGroup group) {
                group.collectLeaves(type, leaves);
            } else if (type.isInstance(e)) {
                leaves.add(type.cast(e));
            }
        }
    }

    /**
     * What {@link #split} gives. Both groups are new ones, and have the nesting, message, stack trace and cause of the
     * one that was split; if that was its first member, it is each one's own first member.
     *
     * @param matching the part for which the condition holds, or null if it holds for nothing
     * @param rest the other part, or null if there is none
     */
    public record Split(@Nullable ExceptionGroup matching, @Nullable ExceptionGroup rest) {}

    /** {@return the exceptions of {@code type}, and the others} See {@link #split(Predicate)}. */
    public final Split split(Class<? extends Throwable> type) {
        return split(type::isInstance);
    }

    /**
     * {@return the exceptions for which {@code condition} holds, and the others} It is asked for this group first,
     * then for each member; a group for which it holds is taken whole, the object itself.
     */
    public final Split split(Predicate<? super Throwable> condition) {
        if (condition.test(this)) {
            return new Split(this, null);
        }
        var matching = new ArrayList<Throwable>();
        var rest = new ArrayList<Throwable>();
        for (Throwable e : exceptions) {
            if (e instanceof ExceptionGroup group) {
                Split split = group.split(condition);
                addUnlessNull(matching, split.matching);
                addUnlessNull(rest, split.rest);
            } else {
                (condition.test(e) ? matching : rest).add(e);
            }
        }
        return new Split(part(matching), part(rest));
    }

    private static void addUnlessNull(List<Throwable> list, @Nullable Throwable e) {
        if (e != null) {
            list.add(e);
        }
    }

    /** {@return the exceptions of {@code type} in this group's nesting, or null if there are none} */
    public final @Nullable ExceptionGroup subgroup(Class<? extends Throwable> type) {
        return split(type).matching;
    }

    /** {@return the exceptions for which {@code condition} holds, or null} See {@link #split(Predicate)}. */
    public final @Nullable ExceptionGroup subgroup(Predicate<? super Throwable> condition) {
        return split(condition).matching;
    }

    private @Nullable ExceptionGroup part(List<Throwable> members) {
        if (members.isEmpty()) {
            return null;
        }
        ExceptionGroup part = derive(members);
        part.setStackTrace(getStackTrace());
        Throwable cause = getCause() == exceptions.getFirst() ? members.getFirst() : getCause();
        if (cause != null && part.getCause() == null) {
            part.initCause(cause);
        }
        Throwable[] suppressed = getSuppressed();
        for (int i = exceptions.size(); i < suppressed.length; i++) { // the first ones are the members
            part.addSuppressed(suppressed[i] instanceof AwaitTraceImpl trace ? trace.copy() : suppressed[i]);
        }
        return part;
    }

    /**
     * {@return a group of this kind with other members} A subclass overrides it to make its own.
     *
     * <p><b>From CPython:</b> {@code BaseExceptionGroup.derive}.
     */
    protected ExceptionGroup derive(List<Throwable> exceptions) {
        return new ExceptionGroup(message, exceptions);
    }

    /**
     * A clause of {@link #handle}.
     *
     * @param type which exceptions it handles
     * @param handler is given the exceptions of that type, one at least, and may await
     */
    public record Except<X extends Throwable>(Class<X> type, VoidBlock<? super List<X>> handler) {

        public Except {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(handler, "handler");
            if (ExceptionGroup.class.isAssignableFrom(type)) {
                throw new IllegalArgumentException(
                        "a clause handles the members of groups, not groups; use catch for "
                                + type.getName());
            }
        }
    }

    /** {@return a clause for {@link #handle}: {@code except*} in Python} */
    public static <X extends Throwable> Except<X> except(Class<X> type, VoidBlock<? super List<X>> handler) {
        return new Except<>(type, handler);
    }

    /**
     * Gives each of {@code clauses}, in order, the exceptions of its type that no clause before it has taken, and
     * throws what is left.
     *
     * <p><b>Errors:</b> throws this group if no clause takes anything; the part that none takes, if there is one.
     * A handler that throws one of the exceptions it was given leaves that one in the group. Other exceptions of
     * handlers do not keep later clauses from running; they are thrown at the end, in a group together with what is
     * left, or a single one as it is if nothing is left.
     *
     * <p><b>Cancellation:</b> a {@link CancelledError} or a {@link LoopExit} that leaves a handler is thrown at once,
     * not in a group, and has the rest as a suppressed exception.
     *
     * <p><b>From CPython:</b> {@code try: ... except* Type as group: ...}.
     */
    public final void handle(Except<?>... clauses) {
        Set<Throwable> handled = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Throwable> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        var thrown = new ArrayList<Throwable>();
        for (Except<?> clause : clauses) {
            try {
                apply(clause, taken, handled);
            } catch (Throwable e) {
                if (e instanceof CancelledError || Fatal.isFatal(e)) {
                    Throwable left = whatIsLeft(handled, thrown);
                    if (left != null) {
                        e.addSuppressed(left);
                    }
                    throw e;
                }
                if (!handled.remove(e)) {
                    thrown.add(e);
                }
            }
        }
        Throwable left = whatIsLeft(handled, thrown);
        if (left != null) {
            throw Unchecked.rethrow(left);
        }
    }

    /** {@return the exceptions that were not handled, together with those that handlers have thrown; null if none} */
    private @Nullable Throwable whatIsLeft(Set<Throwable> handled, List<Throwable> thrown) {
        ExceptionGroup left =
                handled.isEmpty()
                        ? this
                        : subgroup(e -> !(e instanceof ExceptionGroup) && !handled.contains(e));
        if (thrown.isEmpty()) {
            return left;
        }
        if (thrown.size() == 1 && left == null) {
            return thrown.getFirst();
        }
        var all = new ArrayList<>(thrown);
        addUnlessNull(all, left);
        return new ExceptionGroup("errors in handlers of an ExceptionGroup", all);
    }

    private <X extends Throwable> void apply(Except<X> clause, Set<Throwable> taken, Set<Throwable> handled) {
        var matching = new ArrayList<X>();
        for (X e : leaves(clause.type)) { // an exception may be there more than once
            if (!taken.contains(e)) {
                matching.add(e);
            }
        }
        if (!matching.isEmpty()) {
            taken.addAll(matching);
            handled.addAll(matching);
            try {
                clause.handler.run(Collections.unmodifiableList(matching));
            } catch (Exception e) {
                throw Unchecked.rethrow(e);
            }
        }
    }
}
