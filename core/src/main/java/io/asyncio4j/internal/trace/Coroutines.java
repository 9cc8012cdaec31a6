package io.asyncio4j.internal.trace;

import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.body.OwnBody;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Names;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** What the coroutines of tasks are called, made once for each class of lambdas. Loop-confined. */
final class Coroutines {

    private static final int MOST_CLASSES = 10_000;

    private final TextTable texts;
    private final IdentityHashMap<Class<?>, Integer> ids = new IdentityHashMap<>();
    // the one that was asked for last: tasks come in bursts of the same kind
    private @Nullable Class<?> lastClass;
    private int lastId;

    Coroutines(TextTable texts) {
        this.texts = texts;
    }

    /** {@return the number of the name of what {@code task} runs} */
    int idOf(TaskImpl<?> task) {
        Object work = task.work();
        if (work == null || work instanceof CoroutineObject<?> || work instanceof OwnBody<?>) {
            return texts.idOf(Bodies.nameOf((Coroutine<?>) work)); // each may have a name of its own
        }
        Class<?> type = work.getClass();
        if (type == lastClass && texts.knows(lastId)) {
            return lastId;
        }
        Integer known = ids.get(type);
        int id = known != null && texts.knows(known) ? known : add(type);
        lastClass = type;
        lastId = id;
        return id;
    }

    private int add(Class<?> type) {
        if (ids.size() >= MOST_CLASSES) {
            ids.clear();
        }
        int id = texts.idOf(Names.ofClass(type) + "()");
        ids.put(type, id);
        return id;
    }
}
