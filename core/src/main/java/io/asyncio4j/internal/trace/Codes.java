package io.asyncio4j.internal.trace;

import io.asyncio4j.inspect.FlightEvent.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers that stand for kinds of events, in the ring and in bytes. */
final class Codes {

    // the place is the number, so new kinds come last
    private static final List<Kind> KINDS = List.of(Kind.values());

    static final int CREATED = of(Kind.TASK_CREATED);
    static final int KNOWN = of(Kind.TASK_KNOWN);
    static final int NAMED = of(Kind.TASK_NAMED);
    static final int DONE = of(Kind.TASK_DONE);
    static final int CANCELLED = of(Kind.TASK_CANCELLED);
    static final int FAILED = of(Kind.TASK_FAILED);
    static final int CANCEL_IGNORED = of(Kind.CANCEL_IGNORED);
    static final int BEGINS = of(Kind.STEP_BEGINS);
    static final int AWAITS_TASK = of(Kind.AWAITS_TASK);
    static final int ENDS = of(Kind.STEP_ENDS);
    static final int WOKEN = of(Kind.WOKEN);
    static final int FIRED = of(Kind.FIRED);
    static final int FROM_OUTSIDE = of(Kind.FROM_OUTSIDE);
    static final int CANCEL_REQUESTED = of(Kind.CANCEL_REQUESTED);
    static final int CANCEL_MESSAGE = of(Kind.CANCEL_MESSAGE);
    static final int UNCANCELLED = of(Kind.UNCANCELLED);
    static final int TIMERS_SET = of(Kind.TIMERS_SET);
    static final int WAIT_BEGINS = of(Kind.WAIT_BEGINS);
    static final int WAIT_ENDS = of(Kind.WAIT_ENDS);
    static final int RUN_BEGINS = of(Kind.RUN_BEGINS);
    static final int RUN_ENDS = of(Kind.RUN_ENDS);
    static final int STANDS = of(Kind.STANDS);
    static final int HOLDS = of(Kind.HOLDS);
    static final int UNRETRIEVED = of(Kind.UNRETRIEVED);
    static final int AT_END = of(Kind.AT_END);
    /** In the ring its first number is how many there are, and the second that of the text. */
    static final int ITEMS = of(Kind.ITEMS);

    /** A task is called {@code Task-} and the other number. */
    static final int NAMED_BY_NUMBER = 255;

    private Codes() {}

    private static int of(Kind kind) {
        return KINDS.indexOf(kind);
    }

    /** {@return the kind with this number, or null} */
    static @Nullable Kind kind(int code) {
        return code < KINDS.size() ? KINDS.get(code) : null;
    }

    /** Says whether the other number of an event is that of a text. */
    static boolean namesText(int code, int subject) {
        Kind kind = kind(code);
        return kind != null && switch (kind) {
            case TASK_CREATED, TASK_KNOWN, TASK_NAMED, TASK_FAILED, CANCEL_MESSAGE, STEP_ENDS, STANDS,
                    ITEMS -> true;
            case STEP_BEGINS -> subject < 0;
            default -> false;
        };
    }
}
