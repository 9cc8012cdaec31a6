package io.asyncio4j.internal.body;

import io.asyncio4j.Awaitable;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.internal.text.Names;
import org.jspecify.annotations.Nullable;

/** What is asked of a coroutine of whatever kind. */
public final class Bodies {

    private Bodies() {}

    /**
     * {@return what a finished task keeps of its coroutine}: an object that drops its body by itself as it is, and
     * of any other the class only, since a list of finished tasks must not keep everything that they captured.
     */
    public static Object remainsOf(Object coroutine) {
        // no pattern switch: this runs at the end of each task, and a chain of tests is several times as fast
        if (coroutine instanceof OwnBody<?> ours) {
            return ours.remains();
        }
        return coroutine instanceof CoroutineObject<?> ? coroutine : coroutine.getClass();
    }

    /** {@return what {@link #nameOf} gives but for "()", by what {@link #remainsOf} gave, unless that is a class} */
    public static String nameOfRemains(Object remains) {
        return remains instanceof CoroutineObject<?> object ? object.name()
                : withoutParentheses(((OwnBody<?>) remains).bodyName());
    }

    private static String withoutParentheses(String name) {
        return name.endsWith("()") ? name.substring(0, name.length() - 2) : name;
    }

    /** {@return what a coroutine is called in texts} */
    public static String nameOf(@Nullable Coroutine<?> coroutine) {
        return switch (coroutine) {
            case null -> "coroutine";
            case CoroutineObject<?> object -> object.name() + "()";
            case OwnBody<?> ours -> ours.bodyName();
            default -> Names.of(coroutine) + "()";
        };
    }

    /** Closes {@code awaitable} if it is a coroutine that can be, so that it is not missed or used later. */
    public static void dispose(@Nullable Awaitable<?> awaitable) {
        if (awaitable instanceof CoroutineObject<?> object) {
            object.close();
        } else if (awaitable instanceof OwnBody<?> ours) {
            ours.dispose();
        }
    }
}
